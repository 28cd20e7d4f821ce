<?php
/* For edits.py: what stands around a post and changes while the post does not. */
function bed_versions_is($what) {
	$plan = get_option('bed_versions', []);
	return is_singular('post') && in_array(get_queried_object_id(), $plan[$what] ?? [], true);
}
add_action('dynamic_sidebar_before', function () {
	if (bed_versions_is('sidebar')) echo '<section class="widget widget_block"><h2 class="widget-title">À la une ce soir</h2><ul><li><a href="/">Le marché couvert rouvrira ses portes samedi</a></li><li><a href="/">Les bus du soir circuleront une heure de plus</a></li></ul></section>';
});
add_filter('the_content', function ($c) {
	if (!in_the_loop() || !is_main_query()) return $c;
	if (bed_versions_is('ad')) $c = preg_replace('~</p>~', '</p><aside class="encart-pub"><h6>Publicité</h6><p>Vols secs vers Lisbonne dès 49 euros, réservez jusqu’à dimanche soir.</p></aside>', $c, 1);
	if (bed_versions_is('related')) $c .= '<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Articles similaires</em></h3><div class="jp-relatedposts-items"><div class="jp-relatedposts-post"><h4 class="jp-relatedposts-post-title"><a class="jp-relatedposts-post-a" href="/?p=7">Le marché couvert rouvrira ses portes samedi</a></h4></div></div></div>';
	if (bed_versions_is('shares')) $c .= '<div class="sharedaddy sd-sharing-enabled"><div class="sd-social"><h3 class="sd-title">Partager :</h3><ul><li class="share-facebook"><a href="https://facebook.example/sharer.php"><span class="share-count">1 204 partages</span></a></li></ul></div></div>';
	return $c;
}, 100);
