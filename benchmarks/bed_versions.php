<?php
/* For edits.py: posts of a WordPress bed changed, each in one way. bed_edits.php keeps the tables before and puts them back.
 *
 *     php bed_versions.php WWW URL PLAN.json     PLAN: what is done -> numbers of posts
 *
 * What is not in the posts (a sidebar, an ad, …) is printed by the plugin edits.py puts beside the bed's own. */
[, $www, $url, $plan] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/'; $_SERVER['SERVER_NAME'] = '127.0.0.1'; $_SERVER['PHP_SELF'] = '/index.php';
require "$www/wp-load.php";
remove_action('post_updated', 'wp_save_post_revision');
remove_all_actions('do_pings');
wp_set_current_user(1);
$plan = json_decode(file_get_contents($plan), true);

function change($id, $fields) {
	$done = wp_update_post(wp_slash(['ID' => $id] + $fields), true);
	if (is_wp_error($done)) { fwrite(STDERR, "post $id: " . $done->get_error_message() . "\n"); exit(1); }
}
function set_otherwise($text) {
	$text = str_replace(['œ', '’', '« ', ' »', '…', ' – ', '« ', ' »'], ['oe', "'", '“', '”', '...', ' — ', '“', '”'], $text);
	/* Soft hyphens, but in no address and no tag. */
	return preg_replace_callback('~<[^>]*>|\p{Ll}{10,}~u', fn($m) => $m[0][0] === '<' ? $m[0] : mb_substr($m[0], 0, 5) . "\u{AD}" . mb_substr($m[0], 5), $text);
}
$more = "\n\n<p>Mise à jour : la préfecture précise que les travaux annoncés le mois dernier commenceront deux semaines plus tôt que prévu.</p>";
foreach ($plan as $what => $numbers) foreach ($numbers as $id) {
	$post = get_post($id);
	if (!$post) { fwrite(STDERR, "no post $id\n"); exit(1); }
	switch ($what) {
		case 'headline': change($id, ['post_title' => "$post->post_title, selon la mairie"]); break;
		case 'body': change($id, ['post_content' => $post->post_content . $more]); break;
		case 'headline and body': change($id, ['post_title' => "Enquête sur $post->post_title", 'post_content' => $post->post_content . $more]); break;
		case 'date':
			$date = wp_date('Y-m-d H:i:s', get_post_timestamp($post) - 3 * 3600);
			change($id, ['post_date' => $date, 'post_date_gmt' => get_gmt_from_date($date), 'edit_date' => true]);
			break;
		case 'author':
			$others = get_users(['role__in' => ['author', 'editor'], 'exclude' => [$post->post_author], 'number' => 1, 'orderby' => 'ID']);
			change($id, ['post_author' => $others[0]->ID]);
			break;
		case 'typography': change($id, ['post_title' => set_otherwise($post->post_title), 'post_content' => set_otherwise($post->post_content)]); break;
		case 'comments':
			foreach (['Enfin une bonne nouvelle pour le quartier, il était temps.', 'Et qui va payer tout cela ? Encore nous, comme toujours.'] as $text)
				wp_insert_comment(['comment_post_ID' => $id, 'comment_content' => $text, 'comment_author' => 'Un lecteur', 'comment_approved' => 1]);
			break;
		case 'touched':
			/* What is put back by tables alone would be older than what was crawled. */
			$wpdb->update($wpdb->posts, ['post_modified' => current_time('mysql'), 'post_modified_gmt' => current_time('mysql', true)], ['ID' => $id]);
			clean_post_cache($id);
			break;
		case 'deleted': if (!wp_delete_post($id, true)) { fwrite(STDERR, "no post $id\n"); exit(1); } break;
	}
}
update_option('bed_versions', $plan);
