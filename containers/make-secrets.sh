#!/bin/sh
# Generates the secrets for docker-compose.yml, one file for each, in ./secrets or in the folder given as the argument.
# Existing files are kept, so it can be run again. Prints no secret.
set -eu

folder=${1:-$(dirname "$0")/../secrets}
mkdir -p "$folder"
# Only the owner can enter the folder. The files are readable by all, because a container engine mounts them with the owner and mode
# that they have here, and the users in the containers have other ids.
chmod 700 "$folder"
cd "$folder"

random() {
  # Hexadecimal: needs no quoting in an address or in JSON.
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# write <file> <content>
write() {
  if [ -e "$1" ]; then
    return
  fi
  printf '%s\n' "$2" >"$1.new"
  chmod 644 "$1.new"
  mv "$1.new" "$1"
  echo "made $1"
}

write postgres_password.txt "$(random)"
write neo4j_password.txt "$(random)"
write rabbitmq_password.txt "$(random)"
write dashboard_token.txt "$(random)"
write grafana_password.txt "$(random)"

# These files contain a password from above, in the format that its reader needs.
write neo4j_auth.txt "neo4j/$(cat neo4j_password.txt)"
write amqp_connection.txt "amqp://discogsography:$(cat rabbitmq_password.txt)@rabbitmq:5672/"
# The policy is for queues that a release without a delivery limit of its own has declared: see docs/outages.md.
write rabbitmq_definitions.json "{
  \"users\": [{
    \"name\": \"discogsography\",
    \"password\": \"$(cat rabbitmq_password.txt)\",
    \"tags\": [\"administrator\"]
  }],
  \"vhosts\": [{\"name\": \"/\"}],
  \"permissions\": [{
    \"user\": \"discogsography\", \"vhost\": \"/\", \"configure\": \".*\", \"write\": \".*\", \"read\": \".*\"
  }],
  \"policies\": [{
    \"name\": \"discogsography\",
    \"vhost\": \"/\",
    \"pattern\": \"^discogsography-\",
    \"apply-to\": \"queues\",
    \"priority\": 0,
    \"definition\": {\"delivery-limit\": 1000000}
  }]
}"
