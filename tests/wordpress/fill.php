<?php
// Sets WordPress up in the folder given and fills it with so many articles of the Estuary Gazette, the same ones
// every time.
[, $site, $count] = $argv;
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REMOTE_ADDR' => ''];
define('WP_INSTALLING', true);
function wp_mail() { return true; } // nobody gets mail
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
if (!is_blog_installed()) {
    wp_install('The Estuary Gazette', 'desk', 'desk@gazette.example', true, '', 'not-a-secret');
    wp_delete_post(1, true);
}
foreach (['template' => 'twentytwentyone', 'stylesheet' => 'twentytwentyone', 'posts_per_page' => 10, 'posts_per_rss' => 10,
    'rss_use_excerpt' => 0, 'timezone_string' => 'Europe/London', 'blogdescription' => 'News of both banks',
    'permalink_structure' => '/%year%/%monthnum%/%postname%/'] as $option => $value) {
    update_option($option, $value);
}
global $wp_rewrite;
$wp_rewrite->init();
delete_option('rewrite_rules'); // made anew by the next request, which knows of tags and sections
if (wp_count_posts()->publish >= $count) {
    exit(0);
}
kses_remove_filters();
wp_defer_term_counting(true);

$people = ['Ines Tarrant', 'Jolyon Pike', 'Márta Szűcs', 'Obi Lanner', 'Wilhelmina Roe'];
$authors = array_map(function ($name) {
    $login = sanitize_user(strtolower(remove_accents(str_replace(' ', '.', $name))), true);
    return username_exists($login) ?: wp_insert_user(['user_login' => $login, 'user_pass' => wp_generate_password(),
        'user_email' => "$login@gazette.example", 'display_name' => $name, 'role' => 'author']);
}, $people);
$sections = array_map('wp_create_category', ['Harbour', 'Schools', 'Council', 'Weather & tides']);
$tags = ['ferries', 'dredging', "fishermen's rights", 'libraries', 'sea wall', 'eel nursery', 'lamp posts', 'night bus', 'choir'];
$places = ['Saltby', 'Upper Quay', 'Mereham', 'St Brannoc', 'Gull Island'];
$subjects = ['the night ferry', 'the lending library', 'the sea wall', 'the school boat', 'the eel nursery', 'the lamp on the mole'];
$events = ['opens again after %d days', 'to cost £%d,000 more', 'missed by %d passengers', 'praised by %d visitors', 'waits for inspection number %d'];
$lines = [
    'The harbour office said on %s that nobody had been told of it before.',
    'Neighbours on the upper bank had asked for it since the flood of %s, and more than once.',
    'A notice on the door names %s as the last day on which anything may be said against it.',
    'The engineer, who has kept the logbook since %s, shook her head and pointed at the mud.',
    'What it costs will be known on %s, when the tide tables and the accounts are laid side by side.',
    'Those who came on %s found the gate shut and a heron on it.',
];
$days = ['Monday', 'St Piran’s day', 'the second Tuesday', 'midsummer eve', 'the day of the regatta'];
$line = fn($n) => sprintf($lines[$n % count($lines)], $days[($n * 3) % count($days)]);
$paragraph = fn($n) => '<p>' . implode(' ', array_map($line, range($n, $n + 2 + $n % 3))) . '</p>';

// A few pictures, so that there is something to fetch.
for ($n = 0; $n < 6; $n++) {
    $image = imagecreatetruecolor(480, 300);
    for ($y = 0; $y < 300; $y += 10) {
        imagefilledrectangle($image, 0, $y, 479, $y + 9, imagecolorallocate($image, 20 * $n, $y % 256, 200 - 20 * $n));
    }
    imagejpeg($image, "$site/wp-content/uploads/water$n.jpg", 85);
}

$first = gmmktime(8, 30, 0, 3, 1, 2012);
$step = (int) ((gmmktime(8, 30, 0, 9, 1, 2026) - $first) / $count);
for ($n = 0; $n < $count; $n++) {
    $place = $places[$n % count($places)];
    $subject = $subjects[intdiv($n, 3) % count($subjects)];
    $title = ucfirst($subject) . " in $place " . sprintf($events[$n % count($events)], 3 + $n);
    $text = $paragraph($n) . "\n<!--more-->\n<h2>What the upper bank says</h2>\n" . $paragraph($n + 1);
    if ($n % 3 === 0) {
        $text .= sprintf("\n<figure class=\"wp-block-image\"><img src=\"%s\" alt=\"\"/><figcaption>Low water at %s, number %d</figcaption></figure>",
            home_url('/wp-content/uploads/water' . ($n % 5) . '.jpg'), $place, $n);
    }
    if ($n % 4 === 1) {
        $text .= "\n<blockquote><p>“We shall see on $days[1],” said the warden of $place.</p></blockquote>\n<ul><li>" . $line($n + 2) . '</li><li>' . $line($n + 4) . '</li></ul>';
    }
    $text .= "\n" . $paragraph($n + 3) . "\n<p>Kept in the logbook of the Gazette as entry $n.</p>";
    $when = gmdate('Y-m-d H:i:s', $first + $n * $step);
    $post = wp_insert_post(['post_title' => $title, 'post_content' => $text, 'post_status' => 'publish',
        'post_author' => $authors[$n % count($authors)], 'post_date_gmt' => $when, 'post_date' => get_date_from_gmt($when),
        'post_category' => [$sections[$n % count($sections)]], 'comment_status' => 'open',
        'tags_input' => array_unique([$tags[$n % count($tags)], $tags[($n * 2 + 1) % count($tags)]])], true);
    if (is_wp_error($post)) {
        fwrite(STDERR, $post->get_error_message() . "\n");
        exit(1);
    }
    update_post_meta($post, 'lead', '/wp-content/uploads/water' . ($n % 6) . '.jpg');
    update_post_meta($post, 'credit', 'Photo: ' . $people[($n + 1) % count($people)]);
    for ($k = $n % 5; $k > 3; $k--) {
        wp_insert_comment(['comment_post_ID' => $post, 'comment_author' => "Reader $k", 'comment_approved' => 1,
            'comment_date_gmt' => $when, 'comment_content' => 'I was there and saw the heron.']);
    }
}
wp_defer_term_counting(false);
