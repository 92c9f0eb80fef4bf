package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.testbed.ApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An API server of its own, whose definition of a MySQLClone is replaced by that of an older commit, and back. */
final class Cluster implements AutoCloseable {
    static final Path BEFORE = Path.of("src/test/resources/io/mysqlclone/api/v1alpha1/before");

    private static final Path OLDER = BEFORE.resolve("mysqlclones.mysqlclone.io-v1.yml");

    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    /** As the operators of both write a status: who owns a field may remove it. */
    private static final PatchContext AS_THE_OPERATOR = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("mysqlclone")
            .withForce(true)
            .build();

    private static final JsonMapper JSON = new JsonMapper();

    private final ApiServer server = ApiServer.start();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.kubeconfig()))
            .build();

    private Cluster(Path definition) {
        server.kubectl("create", "-f", definition.toString());
        server.kubectl("wait", "--for=condition=Established", "--timeout=120s", "-f", definition.toString());
    }

    /** One with the definition as of commit 8f29708e. */
    static Cluster ofBefore() {
        return new Cluster(OLDER);
    }

    static Cluster ofToday() {
        return new Cluster(Documents.DEFINITION);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    void upgrade() {
        define(Documents.DEFINITION, true);
    }

    void goBack() {
        define(OLDER, false);
    }

    private void define(Path definition, boolean today) {
        server.kubectl("replace", "-f", definition.toString());
        var deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (knowsTodaysNames() != today) {
            assertThat(System.nanoTime()).as("until %s is served", definition).isLessThan(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean knowsTodaysNames() {
        var probe = Documents.document("probe", Documents.spec(Documents.POD, "restartPolicy: Automatic"));
        return node(client.resource(probe).dryRun().create())
                .at("/spec/restartPolicy")
                .isTextual();
    }

    static JsonNode node(Object value) {
        try {
            return JSON.readTree(Serialization.asJson(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void create(GenericKubernetesResource clone) {
        client.resource(clone).create();
    }

    void tryCreate(GenericKubernetesResource clone) {
        client.resource(clone).dryRun().create();
    }

    Resource<GenericKubernetesResource> resource(String name) {
        return client.genericKubernetesResources(MySQLClone.GROUP + "/" + MySQLClone.VERSION, "MySQLClone")
                .inNamespace("default")
                .withName(name);
    }

    /** As the API server shows it. */
    JsonNode raw(String name) {
        return node(resource(name).require());
    }

    /** As our classes read it. */
    MySQLClone read(String name) {
        return client.resources(MySQLClone.class)
                .inNamespace("default")
                .withName(name)
                .require();
    }

    void writeStatus(String name, JsonNode status) {
        var document = new GenericKubernetesResource();
        document.setApiVersion(MySQLClone.GROUP + "/" + MySQLClone.VERSION);
        document.setKind("MySQLClone");
        document.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        document.setAdditionalProperty("status", Serialization.unmarshal(status.toString(), Map.class));
        client.resource(document).subresource("status").patch(AS_THE_OPERATOR);
    }

    /** Merges this YAML. */
    void patch(String name, String change) {
        resource(name).patch(MERGE, change);
    }

    /** The paths of what is in one document and is missing in the other, or is something else there. */
    static List<String> lost(JsonNode before, @Nullable JsonNode after) {
        var lost = new ArrayList<String>();
        compare("", before, after == null ? MissingNode.getInstance() : after, lost);
        return lost;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> lost) {
        if (before.isObject()) {
            before.properties()
                    .forEach(field ->
                            compare(path + "/" + field.getKey(), field.getValue(), after.path(field.getKey()), lost));
        } else if (before.isArray()) {
            IntStream.range(0, before.size()).forEach(i -> compare(path + "/" + i, before.get(i), after.path(i), lost));
        } else if (!before.equals(after)) {
            lost.add(path);
        }
    }
}
