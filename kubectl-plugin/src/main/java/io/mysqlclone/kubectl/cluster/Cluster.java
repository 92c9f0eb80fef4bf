package io.mysqlclone.kubectl.cluster;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The MySQLClones of one namespace. Everything that the API server refuses is a {@link Refusal}. */
public final class Cluster implements AutoCloseable {
    /** Who changed a field, in {@code managedFields}. */
    private static final String FIELD_MANAGER = "kubectl-mysqlclone";

    private static final String DEFAULT_NAMESPACE = "default";

    private static final String ALL = "All";

    private final KubernetesClient client;
    private final String server;
    private final String namespace;

    private Cluster(KubernetesClient client, String server, String namespace) {
        this.client = client;
        this.server = server;
        this.namespace = namespace;
    }

    /**
     * A client of the cluster that {@code target} says; nothing is asked yet.
     *
     * @throws Refusal if no cluster is configured
     */
    public static Cluster open(Target target) {
        Config config = target.config();
        // A field of an operator that is newer than this plugin is nothing that it could show.
        ObjectMapper mapper = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
                .build();
        return new Cluster(
                client,
                config.getMasterUrl(),
                Optional.ofNullable(config.getNamespace()).orElse(DEFAULT_NAMESPACE));
    }

    /** The namespace that commands work in. */
    public String namespace() {
        return namespace;
    }

    /** The address of the API server. */
    public String server() {
        return server;
    }

    /** The client, for reading what is no MySQLClone. */
    public KubernetesClient client() {
        return client;
    }

    /**
     * One clone.
     *
     * @throws Refusal if it is not there
     */
    public MySQLClone get(String name) {
        return find(name).orElseThrow(() -> absent(name));
    }

    /** One clone, if it is there. */
    public Optional<MySQLClone> find(String name) {
        return asking(() -> Optional.ofNullable(clones().withName(name).get()));
    }

    /** Why a clone is not there: because there is none, or because the cluster knows no clones. */
    private Refusal absent(String name) {
        return asking(() -> client.hasApiGroup(MySQLClone.GROUP, true))
                ? new Refusal(
                        ExitCode.NOT_FOUND,
                        "there is no MySQLClone \"" + name + "\" in namespace \"" + namespace + "\".")
                : unknown();
    }

    private Refusal unknown() {
        return new Refusal(
                ExitCode.CLUSTER,
                "the API server " + server + " does not know the resource MySQLClone: install the operator's chart"
                        + " first.");
    }

    /** All clones of the namespace, or of all, by namespace and name. */
    public List<MySQLClone> list(boolean allNamespaces) {
        try {
            var all = client.resources(MySQLClone.class);
            List<MySQLClone> items = allNamespaces
                    ? all.inAnyNamespace().list().getItems()
                    : all.inNamespace(namespace).list().getItems();
            return sorted(items);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw unknown();
            }
            throw ApiSentences.refusal(e, server);
        }
    }

    /** A schedule, if it is there, and may be seen. */
    public Optional<MySQLCloneSchedule> findSchedule(String name) {
        return ifSeen(() -> client.resources(MySQLCloneSchedule.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** All schedules of the namespace, or of all, by namespace and name; none where they may not be seen. */
    public List<MySQLCloneSchedule> schedules(boolean allNamespaces) {
        var all = client.resources(MySQLCloneSchedule.class);
        return ifSeen(() -> allNamespaces
                        ? all.inAnyNamespace().list()
                        : all.inNamespace(namespace).list())
                .map(list -> list.getItems().stream()
                        .sorted(Comparator.<MySQLCloneSchedule, String>comparing(
                                        schedule -> schedule.getMetadata().getNamespace())
                                .thenComparing(
                                        schedule -> schedule.getMetadata().getName()))
                        .toList())
                .orElse(List.of());
    }

    /** An older operator's definitions have none of it, and who may look at clones may still not look at that. */
    private <T> Optional<T> ifSeen(Supplier<@Nullable T> question) {
        try {
            return Optional.ofNullable(question.get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw ApiSentences.refusal(e, server);
        }
    }

    /** Clones in the order in which they are shown. */
    public static List<MySQLClone> sorted(List<MySQLClone> clones) {
        return clones.stream()
                .sorted(Comparator.<MySQLClone, String>comparing(
                                clone -> clone.getMetadata().getNamespace())
                        .thenComparing(clone -> clone.getMetadata().getName()))
                .toList();
    }

    /**
     * Clones as they are now, kept up to date until it is closed.
     *
     * @param name empty: all
     */
    public SharedIndexInformer<MySQLClone> watch(Optional<String> name, boolean allNamespaces) {
        return asking(() -> {
            var all = client.resources(MySQLClone.class);
            if (name.isPresent()) {
                return all.inNamespace(namespace).withName(name.get()).inform();
            }
            return allNamespaces
                    ? all.inAnyNamespace().inform()
                    : all.inNamespace(namespace).inform();
        });
    }

    /** Changes fields of {@code spec}, in whatever version it is, but not of another resource of that name. */
    public MySQLClone changeSpec(MySQLClone clone, Map<String, Object> fields, boolean dryRun) {
        return asking(() -> patch(clone, Change.of(clone).spec(fields), dryRun));
    }

    /**
     * Sets an annotation on exactly the version that {@code clone} is.
     *
     * @return empty: it has another version by now, and nothing was changed
     */
    public Optional<MySQLClone> annotate(MySQLClone clone, String key, String value, boolean dryRun) {
        Change change = Change.of(clone)
                .annotation(key, value)
                .onlyInVersion(clone.getMetadata().getResourceVersion());
        return unlessChanged(() -> Optional.of(patch(clone, change, dryRun)));
    }

    /**
     * Deletes exactly the version that {@code clone} is.
     *
     * @return whether it was; false: it has another version by now, or is gone
     */
    public boolean delete(MySQLClone clone, boolean dryRun) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(clone.getMetadata().getUid())
                .withResourceVersion(clone.getMetadata().getResourceVersion())
                .endPreconditions()
                .withDryRun(dryRun ? List.of(ALL) : List.of())
                .build();
        String path = "/apis/%s/%s/namespaces/%s/mysqlclones/%s"
                .formatted(
                        MySQLClone.GROUP,
                        MySQLClone.VERSION,
                        namespace,
                        clone.getMetadata().getName());
        return unlessChanged(() -> Optional.ofNullable(client.raw(path, "DELETE", options)))
                .isPresent();
    }

    private MySQLClone patch(MySQLClone clone, Change change, boolean dryRun) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(FIELD_MANAGER)
                .withDryRun(dryRun ? List.of(ALL) : List.of())
                .build();
        return clones().withName(clone.getMetadata().getName()).patch(context, change.json());
    }

    private NonNamespaceOperation<MySQLClone, ?, Resource<MySQLClone>> clones() {
        return client.resources(MySQLClone.class).inNamespace(namespace);
    }

    private <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw ApiSentences.refusal(e, server);
        }
    }

    private <T> Optional<T> unlessChanged(Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw ApiSentences.refusal(e, server);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
