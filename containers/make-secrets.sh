#!/bin/sh
# Makes the secrets that docker-compose.yml hands to the containers: one file each in ./secrets, or in the folder named.
# A file that is there stays as it is, so that this can be run again. Prints no secret.
set -eu

folder=${1:-$(dirname "$0")/../secrets}
mkdir -p "$folder"
# Nobody else gets into the folder. The files themselves can be read by all, because a container engine shows them in the
# container with the owner and the mode that they have here, and the users there have other numbers.
chmod 700 "$folder"
cd "$folder"

random() {
  # Hexadecimal: needs no quoting, neither in an address nor in JSON.
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

# What follows holds a password from above in the form that its reader wants.
write neo4j_auth.txt "neo4j/$(cat neo4j_password.txt)"
write amqp_connection.txt "amqp://discogsography:$(cat rabbitmq_password.txt)@rabbitmq:5672/"
# RabbitMQ 4 drops what it has delivered 20 times, and every outage may cost one delivery: see docs/outages.md.
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
