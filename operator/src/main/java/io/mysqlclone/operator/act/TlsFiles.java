package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.mysqlclone.api.v1alpha1.connection.CaConfigMapReference;
import io.mysqlclone.api.v1alpha1.connection.CaSecretReference;
import io.mysqlclone.api.v1alpha1.connection.CrlSecretReference;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLS files of a pod of the agent's own, mounted from their Secrets and ConfigMaps: a file may hold what no variable can, such as
 * the NUL byte behind the certificates that mysqld makes. An ephemeral container cannot have volumes that its pod has not, and
 * gets variables.
 */
final class TlsFiles {

    /** For the agent's group, which the pod's {@code fsGroup} makes the files' own. */
    private static final int READABLE = 0440;

    private TlsFiles() {}

    /** What a volume is made from. */
    sealed interface Source {

        record OfSecret(String name) implements Source {}

        record OfConfigMap(String name) implements Source {}

        /** Where it is mounted. */
        default String directory() {
            return switch (this) {
                case OfSecret(String name) -> "/clone-secrets/" + name;
                case OfConfigMap(String name) -> "/clone-config/" + name;
            };
        }

        /** The file with a key's value. */
        default String path(String key) {
            return directory() + "/" + key;
        }
    }

    static List<Volume> volumes(Tls tls) {
        return named(tls).map(source -> volume(name(tls, source), source)).toList();
    }

    /** The kubelet would wait for what is missing without a word; the agent says which file is missing. */
    private static Volume volume(String name, Source source) {
        VolumeBuilder volume = new VolumeBuilder().withName(name);
        return switch (source) {
            case Source.OfSecret(String secret) ->
                volume.withNewSecret()
                        .withSecretName(secret)
                        .withOptional(true)
                        .withDefaultMode(READABLE)
                        .endSecret()
                        .build();
            case Source.OfConfigMap(String map) ->
                volume.withNewConfigMap()
                        .withName(map)
                        .withOptional(true)
                        .withDefaultMode(READABLE)
                        .endConfigMap()
                        .build();
        };
    }

    static List<VolumeMount> mounts(Tls tls) {
        return named(tls)
                .map(source -> new VolumeMountBuilder()
                        .withName(name(tls, source))
                        .withMountPath(source.directory())
                        .withReadOnly(true)
                        .build())
                .toList();
    }

    private static Stream<Source> named(Tls tls) {
        return Stream.<Optional<Source>>of(
                        Optional.ofNullable(tls.caSecretRef())
                                .map(CaSecretReference::name)
                                .map(Source.OfSecret::new),
                        Optional.ofNullable(tls.caConfigMapRef())
                                .map(CaConfigMapReference::name)
                                .map(Source.OfConfigMap::new),
                        Optional.ofNullable(tls.crlSecretRef())
                                .map(CrlSecretReference::name)
                                .map(Source.OfSecret::new),
                        Optional.ofNullable(tls.clientCertificateSecretRef())
                                .map(SecretReference::name)
                                .map(Source.OfSecret::new))
                .flatMap(Optional::stream)
                .distinct();
    }

    /** A Secret's name may be longer than a volume's, so that volumes are counted. */
    private static String name(Tls tls, Source source) {
        return "tls-" + named(tls).toList().indexOf(source);
    }
}
