package io.mysqlclone.kubectl;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.kubectl.cli.Plugin;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A namespace of a real API server that knows the resource. Nothing acts on clones there: a test writes their status. */
public final class Clones {
    private static final List<String> DEFINITIONS =
            List.of("../crds/mysqlclones.mysqlclone.io-v1.yml", "../crds/mysqlcloneschedules.mysqlclone.io-v1.yml");
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final String namespace = "plugin-" + NAMESPACES.incrementAndGet();

    private static final class Api {
        static final KubernetesClient CLIENT = start();
        static final Path KUBECONFIG = kubeconfig();

        static KubernetesClient start() {
            ApiServer api = ApiServer.shared();
            DEFINITIONS.forEach(file -> api.kubectl("apply", "--server-side", "-f", file));
            DEFINITIONS.forEach(
                    file -> api.kubectl("wait", "--for=condition=Established", "--timeout=120s", "-f", file));
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                    .build();
        }

        static Path kubeconfig() {
            try {
                Path file = Files.createTempFile("kubeconfig", ".yaml");
                file.toFile().deleteOnExit();
                return Files.writeString(file, ApiServer.shared().kubeconfig());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A namespace of its own. */
    public Clones() {
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    /** An administrator's client. */
    public static KubernetesClient client() {
        return Api.CLIENT;
    }

    /** An administrator's kubeconfig. */
    public static Path kubeconfig() {
        return Api.KUBECONFIG;
    }

    /** Its name. */
    public String namespace() {
        return namespace;
    }

    /** The plugin, looking at this namespace. */
    public Plugin plugin() {
        return new Plugin("-n", namespace, "--kubeconfig", kubeconfig().toString());
    }

    /** Makes a clone; {@code more} are further fields of its spec, as YAML. */
    public MySQLClone make(String name, String more) {
        GenericKubernetesResource document =
                Serialization.unmarshal("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLClone
                metadata: {name: %s, namespace: %s, finalizers: [test/held]}
                spec:
                  donor: {host: mysql-0.mysql.shop.svc, credentialsSecretRef: {name: donor}}
                  recipient: {pod: {name: mysql-1}}
                  %s
                """.formatted(name, namespace, more), GenericKubernetesResource.class);
        client().resource(document).create();
        return get(name);
    }

    /** Writes fields of its status as the operator would. */
    public void report(String name, String status) {
        client().resources(MySQLClone.class)
                .inNamespace(namespace)
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Serialization.unmarshal("---\n{status: " + status + "}", Map.class)));
    }

    /** Makes a schedule, and writes fields of its status as the operator would. */
    public void schedule(String name, String status) {
        var schedule =
                client().resource(Serialization.unmarshal("""
                metadata: {name: %s, namespace: %s}
                spec:
                  schedule: "0 2 * * *"
                  timeZone: Europe/Berlin
                  keep: 2
                  template:
                    spec:
                      donor: {host: mysql-0.mysql.shop.svc, credentialsSecretRef: {name: donor}}
                      recipient: {persistentVolumeClaim: {claimName: copy, template: {storage: 1Gi, deletionPolicy: Delete}}}
                """.formatted(name, namespace), MySQLCloneSchedule.class));
        schedule.create();
        schedule.subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Serialization.unmarshal("---\n{status: " + status + "}", Map.class)));
    }

    /** Changes the resource. */
    public void change(String name, String patch) {
        client().resources(MySQLClone.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Serialization.unmarshal("---\n" + patch, Map.class)));
    }

    /** The clone as it is. */
    public MySQLClone get(String name) {
        return client().resources(MySQLClone.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    /** Whether it is there. */
    public boolean has(String name) {
        return client().resources(MySQLClone.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                != null;
    }

    /** What the operator does when a deleted clone has left nothing. */
    public void letGo(String name) {
        change(name, "{metadata: {finalizers: null}}");
    }

    /** The status of a clone that waits for approval. */
    public static final String AWAITING_APPROVAL = """
            {phase: AwaitingApproval, message: "The clone is complete.", run: 1, settledRun: 1,
             conditions: [
              {type: Ready, status: "False", reason: AwaitingApproval, message: "The clone is complete.",
               lastTransitionTime: "2026-05-04T10:00:00Z"},
              {type: Transferred, status: "True", reason: Transferred, message: m, lastTransitionTime: "2026-05-04T10:00:00Z"}],
             progress: {stage: FILE SYNC, percent: 100, dataBytes: 5368709120, totalBytes: 5368709120},
             recipient: {pod: mysql-1, podUid: 11111111-2222-3333-4444-555555555555, container: mysql, claim: data-mysql-1},
             display: {recipient: pod/mysql-1}}""";

    /** The status of a clone whose bytes flow. */
    public static final String TRANSFERRING = """
            {phase: Transferring, message: "Half is there.", run: 1,
             conditions: [{type: Ready, status: "False", reason: Transferring, message: "Half is there.",
              lastTransitionTime: "2026-05-04T10:00:00Z"}],
             progress: {stage: FILE COPY, percent: 42, dataBytes: 2254857830, totalBytes: 5368709120,
              bytesPerSecond: 123731968, eta: 192, connections: 4},
             agent: {pod: mysql-1, container: clone-agent-0a1b2c3d-1},
             display: {recipient: pod/mysql-1}}""";
}
