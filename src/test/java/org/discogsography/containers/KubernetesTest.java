package org.discogsography.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.discogsography.containers.Manifest.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.discogsography.containers.ComposeFile.Service;
import org.discogsography.dump.DataType;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests for Kubernetes fit its schemas, the code and the Compose file. No cluster is needed. */
class KubernetesTest {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    /** CloudNativePG's Service of the primary, which Compose calls postgres. */
    private static final String PRIMARY = "postgres-rw";

    /** The labels by which a policy finds a server's Pods, and the server's port. */
    private static final Map<String, Map.Entry<String, Integer>> SERVERS = Map.of(
            "AMQP_CONNECTION_FILE", Map.entry("{\"app.kubernetes.io/name\":\"rabbitmq\"}", 5672),
            "NEO4J_ADDRESS", Map.entry("{\"app\":\"neo4j\"}", 7687),
            "POSTGRES_ADDRESS", Map.entry("{\"cnpg.io/cluster\":\"postgres\"}", 5432));

    private static final Pattern SECRET =
            Pattern.compile("kubectl create secret generic (\\S+) .*?--from-literal=([a-z0-9_]+)=");

    /** An image in a registry of the reader's own; the group is its name and version. */
    private static final Pattern BUILT_IMAGE =
            Pattern.compile("docker (?:build -t|push) registry\\.example\\.org/(\\S+)");

    private final ComposeFile compose = ComposeFile.read();

    KubernetesTest() throws IOException {}

    static Stream<Manifest> manifests() throws IOException {
        return Stream.concat(Manifest.in("base").stream(), Manifest.in("keda").stream());
    }

    static Stream<Manifest> deployments() throws IOException {
        return of("Deployment");
    }

    private static Stream<Manifest> of(String kind) throws IOException {
        return manifests().filter(manifest -> manifest.kind().equals(kind));
    }

    private static Manifest the(String kind, String name) throws IOException {
        return of(kind).filter(manifest -> manifest.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void each_manifest_fits_the_schema_of_its_kind(Manifest manifest) throws IOException {
        assertThat(faults(manifest.schema(), manifest.content())).isEmpty();
    }

    @Test
    void the_schemas_refuse_what_kubernetes_does_not_know() throws IOException {
        for (Manifest manifest : manifests().toList()) {
            var content = (ObjectNode) manifest.content();
            ((ObjectNode) content.path("spec")).put("replica", 1);
            assertThat(faults(manifest.schema(), content)).as("%s", manifest).hasSize(1);
        }
        Manifest misspelt = the("Deployment", "extractor");
        ((ObjectNode) misspelt.container().path("securityContext")).put("readOnlyRootFileSystem", true);
        assertThat(faults(misspelt.schema(), misspelt.content())).hasSize(1);
    }

    private static Set<ValidationMessage> faults(String schema, JsonNode content) throws IOException {
        try (InputStream file = KubernetesTest.class.getResourceAsStream("/kubernetes/" + schema)) {
            return SCHEMAS.getSchema(file).validate(content);
        }
    }

    @Test
    void each_kustomization_names_all_files_of_its_folder() throws IOException {
        for (String folder : List.of("base", "keda")) {
            Manifest kustomization = Manifest.read(Manifest.FOLDER.resolve(folder + "/kustomization.yaml"))
                    .get(0);
            assertThat(texts(kustomization.at("/resources")))
                    .as(folder)
                    .containsExactlyInAnyOrderElementsOf(Manifest.files(folder).stream()
                            .map(file -> file.getFileName().toString())
                            .toList());
        }
    }

    @Test
    void the_example_deploys_the_image_that_is_built() throws IOException {
        Path folder = Manifest.FOLDER.resolve("example");
        Manifest example = Manifest.read(folder.resolve("kustomization.yaml")).get(0);
        assertThat(texts(example.at("/resources")))
                .allSatisfy(base -> assertThat(folder.resolve(base)).exists());
        assertThat(example.at("/images/0/name").asText() + ":"
                        + example.at("/images/0/newTag").asText())
                .isEqualTo(compose.service("extractor").text("image"));
    }

    @Test
    void the_page_builds_and_pushes_the_image_that_the_example_deploys() throws IOException {
        assertThat(BUILT_IMAGE
                        .matcher(Files.readString(Path.of("docs/kubernetes.md")))
                        .results()
                        .map(image -> image.group(1)))
                .hasSize(2)
                .containsOnly(compose.service("extractor").text("image"));
    }

    @Test
    void there_is_one_deployment_and_one_service_for_each_of_ours() throws IOException {
        List<String> ours = compose.services().values().stream()
                .filter(Service::isOurs)
                .map(Service::name)
                .toList();
        assertThat(deployments()).extracting(Manifest::name).containsExactlyInAnyOrderElementsOf(ours);
        assertThat(of("Service")).extracting(Manifest::name).containsExactlyInAnyOrderElementsOf(ours);
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void a_container_runs_what_compose_runs_with_the_same_settings_and_limits(Manifest deployment) {
        Service service = compose.service(deployment.name());
        JsonNode container = deployment.container();
        Map<String, String> settings = new TreeMap<>(service.environment());
        settings.computeIfPresent("POSTGRES_ADDRESS", (variable, value) -> value.replace("postgres", PRIMARY));

        assertThat(deployment.at("/spec/template/spec/containers")).hasSize(1);
        assertThat(container.path("image").asText()).isEqualTo(service.text("image"));
        assertThat(texts(container.path("args"))).isEqualTo(service.list("command"));
        assertThat(deployment.environment()).isEqualTo(settings);
        assertThat(container.at("/resources/limits/cpu").asText()).isEqualTo(service.text("cpus"));
        assertThat(service.text("mem_limit")).isEqualTo("1g");
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("1Gi");
        assertThat(container.at("/resources/requests").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("cpu", "memory");
        assertThat(seconds(deployment.at("/spec/template/spec/terminationGracePeriodSeconds")))
                .isEqualTo(Duration.parse("PT" + service.text("stop_grace_period")));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void its_probes_ask_for_its_health_on_its_own_port_as_often_as_compose_does(Manifest deployment)
            throws IOException {
        JsonNode container = deployment.container();
        Map<String, Object> check = compose.service(deployment.name()).entries("healthcheck");

        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(Property.port(deployment.name()));
        for (String kind : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode probe = container.path(kind);
            assertThat(probe.at("/httpGet/path").asText()).as(kind).isEqualTo("/health");
            assertThat(probe.at("/httpGet/port")).as(kind).isEqualTo(container.at("/ports/0/name"));
            assertThat(seconds(probe.path("periodSeconds"))).isEqualTo(Duration.parse("PT" + check.get("interval")));
            assertThat(seconds(probe.path("timeoutSeconds"))).isEqualTo(Duration.parse("PT" + check.get("timeout")));
        }
        JsonNode start = container.path("startupProbe");
        assertThat(seconds(start.path("periodSeconds"))
                        .multipliedBy(start.path("failureThreshold").asInt()))
                .isGreaterThanOrEqualTo(Duration.parse("PT" + check.get("start_period")));
        assertThat(container.at("/livenessProbe/failureThreshold").asText())
                .isEqualTo(String.valueOf(check.get("retries")));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void a_pod_has_minimal_permissions(Manifest deployment) throws IOException {
        JsonNode pod = deployment.at("/spec/template/spec");
        JsonNode container = deployment.container().path("securityContext");
        String[] user = Dockerfile.read().user().split(":", -1);

        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("enableServiceLinks").asBoolean(true))
                .as("Kubernetes would set DASHBOARD_PORT")
                .isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asText()).isEqualTo(user[0]);
        assertThat(pod.at("/securityContext/runAsGroup").asText()).isEqualTo(user[1]);
        assertThat(pod.at("/securityContext/fsGroup").asText()).isEqualTo(user[1]);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(texts(container.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(mounts(deployment)).containsEntry("/tmp", "emptyDir");
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void a_pod_gets_exactly_the_secrets_that_compose_gives_as_files_of_the_same_names(Manifest deployment) {
        Map<String, Set<String>> files = new HashMap<>();
        items(deployment.at("/spec/template/spec/volumes"))
                .flatMap(volume -> items(volume.at("/projected/sources")))
                .map(source -> source.path("secret"))
                .forEach(secret -> items(secret.path("items")).forEach(item -> {
                    assertThat(item.path("path")).isEqualTo(item.path("key"));
                    files.computeIfAbsent(item.path("path").asText(), file -> new HashSet<>())
                            .add(secret.path("name").asText());
                }));

        assertThat(files.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        compose.service(deployment.name()).secrets());
        files.forEach((file, secrets) -> assertThat(secrets).containsExactly(file.replace('_', '-')));
        assertThat(mounts(deployment)).containsEntry("/run/secrets", "projected");
    }

    @Test
    void the_docs_make_every_secret_with_the_key_that_is_mounted() throws IOException {
        Set<String> used = new HashSet<>();
        deployments()
                .flatMap(deployment -> items(deployment.at("/spec/template/spec/volumes")))
                .flatMap(volume -> items(volume.at("/projected/sources")))
                .forEach(source -> used.add(source.at("/secret/name").asText() + " "
                        + source.at("/secret/items/0/key").asText()));
        Set<String> made = new HashSet<>();
        String commands = Files.readString(Path.of("docs/kubernetes.md")).replaceAll("\\\\\\n\\s*", "");
        SECRET.matcher(commands).results().forEach(found -> made.add(found.group(1) + " " + found.group(2)));

        assertThat(made).containsAll(used);
    }

    @Test
    void there_is_never_more_than_one_extractor_and_its_folders_outlive_it() throws IOException {
        Manifest extractor = the("Deployment", "extractor");

        assertThat(extractor.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(extractor.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
        for (String folder : List.of("DISCOGS_ROOT", "EXTRACTOR_STATE_FOLDER")) {
            assertThat(mounts(extractor)).containsEntry(extractor.environment().get(folder), "persistentVolumeClaim");
        }
        assertThat(items(extractor.at("/spec/template/spec/volumes"))
                        .map(volume -> volume.at("/persistentVolumeClaim/claimName"))
                        .filter(claim -> !claim.isMissingNode())
                        .map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(
                        of("PersistentVolumeClaim").map(Manifest::name).toList());
    }

    @Test
    void what_somebody_else_scales_has_no_number_of_replicas() throws IOException {
        for (String name : List.of("graphinator", "tableinator", "discovery")) {
            assertThat(the("Deployment", name).at("/spec").has("replicas")).isFalse();
        }
    }

    /** The dashboard shows every instance if a service's name has the address of each. */
    @ParameterizedTest
    @MethodSource("deployments")
    void a_service_leads_to_its_pods_and_the_polled_ones_to_each_of_them(Manifest deployment) throws IOException {
        JsonNode service = the("Service", deployment.name()).at("/spec");

        assertThat(service.path("selector"))
                .isEqualTo(deployment.at("/spec/selector/matchLabels"))
                .isEqualTo(deployment.at("/spec/template/metadata/labels"));
        assertThat(service.at("/ports/0/port").asInt()).isEqualTo(Property.port(deployment.name()));
        assertThat(service.at("/ports/0/targetPort"))
                .isEqualTo(deployment.container().at("/ports/0/name"));
        if (!deployment.name().equals("dashboard")) {
            assertThat(service.path("clusterIP").asText()).isEqualTo("None");
            assertThat(service.path("publishNotReadyAddresses").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void the_policies_let_a_pod_reach_the_servers_that_its_settings_name_and_no_others(Manifest deployment)
            throws IOException {
        Set<String> allowed = new HashSet<>();
        for (JsonNode rule : rules(deployment, "egress")) {
            items(rule.path("to"))
                    .map(to -> to.at("/podSelector/matchLabels"))
                    .filter(labels -> !labels.isMissingNode())
                    .forEach(labels ->
                            allowed.add(labels + " " + rule.at("/ports/0/port").asText()));
        }
        Set<String> needed = new HashSet<>();
        SERVERS.forEach((variable, server) -> {
            if (deployment.environment().containsKey(variable)) {
                needed.add(server.getKey() + " " + server.getValue());
            }
        });
        if (deployment.environment().containsKey("DASHBOARD_SERVICES")) {
            needed.add("{\"app.kubernetes.io/part-of\":\"discogsography\"} http");
        }
        boolean downloads = rules(deployment, "egress").stream()
                .anyMatch(rule -> rule.at("/ports/0/port").asInt() == 443);

        assertThat(allowed).isEqualTo(needed);
        assertThat(downloads).isEqualTo("always".equals(deployment.environment().get("EXTRACTOR_DOWNLOAD")));
        assertThat(rules(deployment, "egress"))
                .as("names are resolved")
                .anySatisfy(rule -> assertThat(rule.at("/ports/0/port").asInt()).isEqualTo(53));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void the_policies_let_the_dashboard_and_prometheus_in_and_a_proxy_to_the_pages_only(Manifest deployment)
            throws IOException {
        Manifest dashboard = the("Deployment", "dashboard");
        Set<String> namespaces = new HashSet<>();
        boolean polled = false;
        for (JsonNode rule : rules(deployment, "ingress")) {
            assertThat(texts(rule.path("ports"), "port")).containsExactly("http");
            for (JsonNode from : rule.path("from")) {
                polled |= from.has("podSelector") && dashboard.isSelectedBy(from.path("podSelector"));
                from.at("/namespaceSelector/matchLabels").forEach(name -> namespaces.add(name.asText()));
            }
        }

        assertThat(polled).isTrue();
        assertThat(namespaces)
                .isEqualTo(
                        List.of("dashboard", "discovery").contains(deployment.name())
                                ? Set.of("monitoring", "ingress-nginx")
                                : Set.of("monitoring"));
    }

    /** The rules of all policies for that Deployment's Pods; one of the policies forbids everything else. */
    private static List<JsonNode> rules(Manifest deployment, String direction) throws IOException {
        List<Manifest> policies = of("NetworkPolicy")
                .filter(policy -> deployment.isSelectedBy(policy.at("/spec/podSelector")))
                .toList();
        assertThat(policies).as("both directions are restricted").anySatisfy(policy -> assertThat(
                        texts(policy.at("/spec/policyTypes")))
                .containsExactlyInAnyOrder("Ingress", "Egress"));
        return policies.stream()
                .flatMap(policy -> items(policy.at("/spec/" + direction)))
                .toList();
    }

    @Test
    void keda_counts_the_tableinators_queues_and_leaves_postgresql_connections() throws IOException {
        Manifest scaled = the("ScaledObject", "tableinator");
        Map<String, Property> properties = Property.byVariable();
        int connections =
                Integer.parseInt(properties.get("POSTGRES_POOL_MAXIMUM").value());
        int questions = Integer.parseInt(properties.get("DISCOVERY_QUESTIONS").value());
        int limit = Integer.parseInt(properties.get("EXTRACTOR_BACKLOG_LIMIT").value());
        int most = scaled.at("/spec/maxReplicaCount").asInt();

        assertThat(texts(scaled.at("/spec/triggers"), "metadata", "queueName"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DataType.values())
                        .map(type -> "discogsography-tableinator-" + type.plural())
                        .toList());
        assertThat(texts(scaled.at("/spec/triggers"), "metadata", "value"))
                .as("all of them run when the extractor waits")
                .containsOnly(Integer.toString(limit / most));
        assertThat(most * connections + questions).isLessThan(100);
        assertThat(scaled.at("/spec/minReplicaCount").asInt()).isEqualTo(1);
        assertThat(the("Deployment", scaled.at("/spec/scaleTargetRef/name").asText()))
                .isNotNull();
        JsonNode login = the(
                        "TriggerAuthentication",
                        scaled.at("/spec/triggers/0/authenticationRef/name").asText())
                .at("/spec/secretTargetRef/0");
        assertThat(login.path("name").asText() + " " + login.path("key").asText())
                .isEqualTo("amqp-connection amqp_connection");
    }

    @Test
    void the_servers_have_the_names_the_database_and_the_limits_that_the_services_expect() throws IOException {
        Map<String, String> settings = the("Deployment", "discovery").environment();
        Manifest postgres =
                Manifest.read(Manifest.FOLDER.resolve("servers/postgres.yaml")).get(0);
        Manifest rabbitmq =
                Manifest.read(Manifest.FOLDER.resolve("servers/rabbitmq.yaml")).get(0);
        Manifest neo4j =
                Manifest.read(Manifest.FOLDER.resolve("servers/neo4j.yaml")).get(0);
        JsonNode database = postgres.at("/spec/bootstrap/initdb");

        assertThat(settings)
                .containsEntry("POSTGRES_ADDRESS", postgres.name() + "-rw:5432")
                .containsEntry("POSTGRES_DATABASE", database.path("database").asText())
                .containsEntry("POSTGRES_USERNAME", database.path("owner").asText())
                .containsEntry(
                        "NEO4J_ADDRESS", "bolt://" + neo4j.at("/neo4j/name").asText() + ":7687");
        assertThat(rabbitmq.name()).isEqualTo("rabbitmq");
        assertThat(rabbitmq.at("/spec/image").asText())
                .isEqualTo(compose.service("rabbitmq").text("image"));
        assertThat(rabbitmq.at("/spec/rabbitmq/envConfig").asText())
                .isEqualToIgnoringNewLines("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=\"" + RabbitMqServer.AS_SHIPPED + "\"");
        assertThat(Files.readAllLines(Path.of("containers/rabbitmq.conf")))
                .containsAll(rabbitmq.at("/spec/rabbitmq/additionalConfig")
                        .asText()
                        .lines()
                        .toList());
    }

    /** The paths of a Pod, each with the kind of its volume. */
    private static Map<String, String> mounts(Manifest deployment) {
        Map<String, String> kinds = new HashMap<>();
        deployment.at("/spec/template/spec/volumes").forEach(volume -> volume.fieldNames()
                .forEachRemaining(field -> {
                    if (!field.equals("name")) {
                        kinds.put(volume.path("name").asText(), field);
                    }
                }));
        Map<String, String> mounts = new HashMap<>();
        deployment
                .container()
                .path("volumeMounts")
                .forEach(mount -> mounts.put(
                        mount.path("mountPath").asText(),
                        kinds.get(mount.path("name").asText())));
        return mounts;
    }

    private static Duration seconds(JsonNode number) {
        return Duration.ofSeconds(number.asInt());
    }

    /** The texts of a list, or those at a path in each of its items. */
    private static List<String> texts(JsonNode list, String... path) {
        return items(list)
                .map(item -> {
                    JsonNode found = item;
                    for (String field : path) {
                        found = found.path(field);
                    }
                    return found.asText();
                })
                .toList();
    }
}
