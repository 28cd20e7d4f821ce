<?php
/* For incremental.py: posts of a WordPress bed added, edited and deleted, and all of it undone.
 *
 *     php bed_edits.php WWW URL do NEW EDIT DELETE     NEW: how many posts to add; EDIT, DELETE: numbers of posts, with commas
 *     php bed_edits.php WWW URL undo
 *
 * "do" keeps a copy of every table it touches in the same database and prints the new posts' addresses as a JSON list;
 * "undo" puts the copies in their place, as "do" does first where an earlier run was not undone. */
[, $www, $url, $what] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/'; $_SERVER['SERVER_NAME'] = '127.0.0.1'; $_SERVER['PHP_SELF'] = '/index.php';
require "$www/wp-load.php";

function sql($query) {
	global $wpdb;
	if ($wpdb->query($query) === false) { fwrite(STDERR, "$wpdb->last_error\n"); exit(1); }
}

$tables = [$wpdb->posts, $wpdb->postmeta, $wpdb->term_relationships, $wpdb->term_taxonomy, $wpdb->comments, $wpdb->commentmeta, $wpdb->options];
foreach ($tables as $t) {
	sql("DROP TABLE IF EXISTS half_$t, left_$t");
	if ($wpdb->get_var("SHOW TABLES LIKE 'kept_$t'")) { sql("RENAME TABLE $t TO left_$t, kept_$t TO $t"); sql("DROP TABLE left_$t"); }
}
wp_cache_flush();
if ($what === 'undo') exit(0);
[, , , , $new, $edit, $delete] = $argv;
/* A copy that was cut short is never taken for one. */
foreach ($tables as $t) { sql("CREATE TABLE half_$t LIKE $t"); sql("INSERT INTO half_$t SELECT * FROM $t"); }
sql('RENAME TABLE ' . implode(', ', array_map(fn($t) => "half_$t TO kept_$t", $tables)));
remove_action('post_updated', 'wp_save_post_revision');
remove_all_actions('do_pings');
wp_set_current_user(1);

$numbers = fn($list) => array_filter(array_map('intval', explode(',', $list)));
foreach ($numbers($edit) as $id) {
	$post = get_post($id);
	$more = '<p>Mise à jour : la préfecture précise que les travaux annoncés le mois dernier commenceront deux semaines plus tôt que prévu.</p>';
	$done = wp_update_post(wp_slash(['ID' => $id, 'post_content' => "$post->post_content\n\n$more"]), true);
	if (is_wp_error($done)) { fwrite(STDERR, $done->get_error_message() . "\n"); exit(1); }
}
foreach ($numbers($delete) as $id) if (!wp_delete_post($id, true)) { fwrite(STDERR, "no post $id\n"); exit(1); }
$places = ['Vaubrun', 'Castelmer', 'Rochelune', 'Orvigny', 'Beauferme', 'Sainte-Ourse', 'Montclar', 'Hautebise', 'Lormeil', 'Pontferré'];
$urls = [];
for ($i = 0; $i < (int) $new; $i++) {
	$place = $places[$i % count($places)] . ($i < count($places) ? '' : ' ' . $i);
	$text = "<p>Le conseil municipal de $place a voté jeudi soir, après trois heures de débat, la réouverture de la ligne de tramway fermée depuis dix ans.</p>\n\n"
		. "<p>Les rames venues d’occasion circuleront d’abord le samedi, entre la gare de $place et le marché couvert, avant un service complet au printemps.</p>\n\n"
		. "<p>« Nous avons compté chaque rail, il en manque " . (12 + 7 * $i) . " », a expliqué l’adjointe aux transports, qui attend la livraison avant la fin du mois.</p>\n\n"
		. "<p>Les riverains de la rue des Tanneurs demandent, eux, que la vitesse soit limitée la nuit et que les vieux platanes restent debout.</p>";
	$id = wp_insert_post(wp_slash(['post_type' => 'post', 'post_status' => 'publish', 'post_title' => "À $place, le tramway roulera de nouveau au printemps", 'post_content' => $text, 'post_author' => get_users(['role' => 'author', 'number' => 1])[0]->ID, 'post_category' => [(int) get_option('default_category')]]), true);
	if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message() . "\n"); exit(1); }
	$urls[] = get_permalink($id);
}
echo json_encode($urls, JSON_UNESCAPED_SLASHES), "\n";
