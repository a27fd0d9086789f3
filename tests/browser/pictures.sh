#!/usr/bin/env bash
# Makes the README's pictures of the status page anew, from the made-up status of the browser tests:
#
#   tests/browser/pictures.sh
#
# It needs what tests/servers/browser.sh installs, and Debian's pngquant (root and apt to install it).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

command -v pngquant >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends pngquant >/dev/null
PICTURES=$PWD/docs/images dotnet test tests/ActivityLogForwarder.IntegrationTests --filter FullyQualifiedName~The_page_is_clear
pngquant --force --ext .png --skip-if-larger --speed 1 64 docs/images/status-*.png
