<?php
/* For bench_memory.py: what a newspaper adds to its texts, in wrappers without a telling name; a must-use plugin of a test bed. */
add_filter('the_content', function ($c) {
	global $post;
	if (!is_singular('post') || !in_the_loop() || !is_main_query() || post_password_required()) return $c;
	$id = $post->ID;
	$turn = ['<p>Cette page est préparée à la main, relue deux fois et envoyée sans attendre aux quatre coins du pays.</p>',
		'<p>Les témoins cités ont relu leurs propos avant parution, comme le veut la charte signée par toute l’équipe.</p>',
		'<p>Nos reporters voyagent en car, dorment chez l’habitant et paient leur café : rien ne leur est offert.</p>',
		'<p>Le journal du dimanche est porté à vélo dans onze quartiers, et par la poste partout ailleurs.</p>'];
	$parts = explode('</p>', $c);
	if (count($parts) > 3) $parts[2] = '<div><div><p>Ce récit appartient à celles et ceux qui le vivent : écrivez à la maison, chaque lettre reçoit une réponse.</p></div></div>' . $parts[2];
	$c = implode('</p>', $parts);
	if (tb_rand($id, 'top', 6) == 0) $c = '<section class="zx7"><h3>D’où viennent nos chiffres</h3><p>Les chiffres de cette série sont recomptés chaque mois par trois personnes, dont une extérieure à la maison.</p></section>' . $c;
	return $c . $turn[tb_rand($id, 'turn', 4)];
}, 98);
