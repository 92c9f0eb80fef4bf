package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.testbed.ApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Documents as users write them, and an API server that knows the resource. */
final class Documents {
    static final Path DEFINITION = Path.of("mysqlclones.mysqlclone.io-v1.yml");
    static final Path DONORS = Path.of("mysqldonors.mysqlclone.io-v1.yml");
    static final Path SCHEDULES = Path.of("mysqlcloneschedules.mysqlclone.io-v1.yml");
    static final Path SETS = Path.of("mysqlclonesets.mysqlclone.io-v1.yml");

    /** The smallest spec with the given recipient, and more lines of YAML, indented by nothing. */
    static String spec(String recipient, String more) {
        return """
                donor: {host: mysql-0.mysql.shop.svc, credentialsSecretRef: {name: donor}}
                recipient: %s
                %s
                """.formatted(recipient, more);
    }

    static final String POD = "{pod: {name: mysql-1}}";

    static final String CLAIM = "{persistentVolumeClaim: {claimName: data-mysql-1}}";

    /** A resource of that spec. */
    static GenericKubernetesResource document(String name, String spec) {
        return document("MySQLClone", name, spec);
    }

    /** A resource of that kind and spec. */
    static GenericKubernetesResource document(String kind, String name, String spec) {
        var document = new GenericKubernetesResource();
        document.setApiVersion(MySQLClone.GROUP + "/" + MySQLClone.VERSION);
        document.setKind(kind);
        document.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        document.setAdditionalProperty("spec", Serialization.unmarshal(spec, Map.class));
        return document;
    }

    /** The API server refuses a document, and tells this. */
    static void assertRefused(GenericKubernetesResource document, String told) {
        assertThatThrownBy(() -> client().resource(document).dryRun().create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(told);
    }

    private static final class Api {
        static final KubernetesClient CLIENT = start();

        static KubernetesClient start() {
            var client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(ApiServer.shared().kubeconfig()))
                    .build();
            var definitions = List.of(DEFINITION.toString(), DONORS.toString(), SCHEDULES.toString(), SETS.toString());
            definitions.forEach(file -> ApiServer.shared().kubectl("apply", "--server-side", "-f", file));
            // Of one that was made a moment ago kubectl cannot read the conditions.
            definitions.forEach(file ->
                    ApiServer.shared().kubectl("wait", "--for=condition=Established", "--timeout=120s", "-f", file));
            return client;
        }
    }

    /** A client of an API server that has the definition. */
    static KubernetesClient client() {
        return Api.CLIENT;
    }

    /** The resources, as our classes. */
    static MixedOperation<MySQLClone, ?, Resource<MySQLClone>> clones() {
        return client().resources(MySQLClone.class);
    }

    private Documents() {}
}
