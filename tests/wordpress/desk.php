<?php
// The news desk: what a test has done to the site while it runs, by the front page's parameters. Also the lead
// pictures in feeds, as news sites have them, and the junk that a hijacked site puts before its titles.

function desk_junk() {
    return (string) @file_get_contents(DESK . '/junk');
}

// Whether this request is for a way in that the desk has closed.
function desk_has_closed() {
    $path = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    $asked = [
        'rest' => str_starts_with($path, '/wp-json') || isset($_GET['rest_route']),
        'feed' => (bool) preg_match('~/feed(/|$)~', $path) || isset($_GET['feed']),
        'sitemap' => str_contains($path, 'sitemap'),
    ];
    $closed = explode(',', (string) @file_get_contents(DESK . '/closed'));
    return (bool) array_intersect(array_keys(array_filter($asked)), $closed);
}

add_action('init', function () {
    if (desk_has_closed()) {
        status_header(404);
        exit('closed');
    }
    $order = $_GET['desk'] ?? '';
    if ($order === '' || $_SERVER['REMOTE_ADDR'] !== '127.0.0.1') {
        return;
    }
    $post = (int) ($_GET['post'] ?? 0);
    kses_remove_filters();
    switch ($order) {
        case 'junk':
            $done = file_put_contents(DESK . '/junk', (string) ($_GET['words'] ?? '')) !== false;
            break;
        case 'close':
            $done = file_put_contents(DESK . '/closed', (string) ($_GET['ways'] ?? '')) !== false;
            break;
        case 'edit':
            $text = get_post_field('post_content', $post) . "\n<p>Corrected at " . gmdate('H:i:s') . ": the tide was higher.</p>";
            $done = wp_update_post(['ID' => $post, 'post_content' => $text]);
            break;
        case 'delete':
            $done = (bool) wp_delete_post($post, true);
            break;
        case 'add':
            $title = (string) ($_GET['title'] ?? 'Late news');
            $done = wp_insert_post(['post_title' => $title, 'post_content' => '<p>This came in late: the ferry sails.</p>',
                'post_status' => 'publish', 'post_author' => 1]);
            break;
        default:
            $done = false;
    }
    header('Content-Type: text/plain');
    status_header($done ? 200 : 400);
    echo is_int($done) ? $done : ($done ? 'done' : 'not done');
    exit;
}, 0);

add_filter('the_title', fn($title) => is_admin() ? $title : desk_junk() . $title, 99);
add_filter('document_title_parts', function ($parts) {
    $parts['title'] = desk_junk() . ($parts['title'] ?? '');
    return $parts;
});
add_action('rss2_ns', function () { echo "xmlns:media=\"http://search.yahoo.com/mrss/\"\n"; });
add_action('rss2_item', function () {
    $picture = get_post_meta(get_the_ID(), 'lead', true);
    if ($picture) {
        printf("<media:content url=\"%s\" medium=\"image\"><media:description>%s</media:description></media:content>\n",
            esc_url(home_url($picture)), esc_html(get_post_meta(get_the_ID(), 'credit', true)));
    }
});
