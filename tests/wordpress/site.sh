#!/usr/bin/env bash
# A real WordPress on loopback for the tests of fetching: the Estuary Gazette, whose news is made up.
#
#   site.sh up DIR [PORT] [POSTS]   brings it up in DIR (the site, its database, its logs) and prints its address
#   site.sh down DIR                stops it; DIR can be thrown away then
#
# Nothing outside DIR is changed, except that Debian's packages are installed where they are missing and we may.
# While it runs, the news desk is at its front page (see desk.php): /?desk=junk&words=..., /?desk=edit&post=ID,
# /?desk=delete&post=ID, /?desk=add&title=..., /?desk=close&ways=rest,feed,sitemap
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
packages=(wordpress wordpress-theme-twentytwentyone php-cli php-mysql php-xml php-mbstring php-gd mariadb-server)

fail() { echo "site.sh: $*" >&2; exit 1; }

installed() { command -v dpkg >/dev/null && dpkg -s "${packages[@]}" >/dev/null 2>&1; }

provide() {
    installed && return
    command -v apt-get >/dev/null || fail "this machine has no WordPress and no apt-get to install it with"
    [ "$(id -u)" = 0 ] || fail "WordPress is not installed, and only root may: apt-get install ${packages[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "${packages[@]}"; } >/dev/null 2>&1 || fail "the packages can't be installed"
}

# until SECONDS COMMAND...: tries until it succeeds
until_up() {
    local left=$(($1 * 5)); shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1)); [ "$left" -gt 0 ] || return 1
        sleep 0.2
    done
}

# in a process group of its own, so that its workers end with it
begin() {
    local name=$1; shift
    setsid "$@" >"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

down() {
    local file pid
    for file in "$dir/web.pid" "$dir/database.pid"; do
        [ -f "$file" ] || continue
        pid=$(cat "$file")
        kill -TERM -- "-$pid" 2>/dev/null || true
        for _ in $(seq 50); do kill -0 -- "-$pid" 2>/dev/null || break; sleep 0.1; done
        rm -f "$file"
    done
}

up() {
    local port=$1 posts=$2 sock=$dir/database.sock
    provide
    mkdir -p "$dir"
    down
    if [ ! -d "$dir/database" ]; then
        mariadb-install-db --no-defaults --datadir="$dir/database" --auth-root-authentication-method=normal \
            --skip-test-db >"$dir/install.log" 2>&1 || fail "no database; see $dir/install.log"
    fi
    local user=(); [ "$(id -u)" = 0 ] && user=(--user=root)
    begin database mariadbd --no-defaults "${user[@]}" --datadir="$dir/database" --socket="$sock" --skip-networking \
        --innodb-flush-log-at-trx-commit=0
    until_up 60 mariadb-admin --no-defaults --user=root --socket="$sock" ping || fail "see $dir/database.log"
    mariadb --no-defaults --user=root --socket="$sock" -e 'CREATE DATABASE IF NOT EXISTS gazette CHARACTER SET utf8mb4'

    if [ ! -d "$dir/site" ]; then
        cp -rL /usr/share/wordpress "$dir/site"
        mkdir -p "$dir/site/wp-content/mu-plugins" "$dir/site/wp-content/uploads"
    fi
    cp "$here/desk.php" "$dir/site/wp-content/mu-plugins/"
    cat >"$dir/site/wp-config.php" <<PHP
<?php
define('DB_NAME', 'gazette'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_CHARSET', 'utf8mb4');
define('DB_HOST', 'localhost:$sock');
define('WP_HOME', 'http://127.0.0.1:$port'); define('WP_SITEURL', WP_HOME);
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('DESK', '$dir');
\$table_prefix = 'g_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
PHP
    rm -f "$dir/junk" "$dir/closed"
    php "$here/fill.php" "$dir/site" "$posts" >"$dir/fill.log" 2>&1 || fail "see $dir/fill.log"
    PHP_CLI_SERVER_WORKERS=4 begin web php -S "127.0.0.1:$port" -t "$dir/site" "$here/router.php"
    until_up 60 php -r "exit(@file_get_contents('http://127.0.0.1:$port/feed/') ? 0 : 1);" || fail "see $dir/web.log"
    echo "http://127.0.0.1:$port/"
}

command=${1:-} dir=$(realpath -m "${2:-/}")
[ "$dir" != / ] || fail "usage: site.sh up DIR [PORT] [POSTS] | site.sh down DIR"
case $command in
    up) up "${3:-8093}" "${4:-130}" ;;
    down) down ;;
    *) fail "usage: site.sh up DIR [PORT] [POSTS] | site.sh down DIR" ;;
esac
