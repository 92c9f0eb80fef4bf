package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLS files of a pod of the agent's own, mounted from their Secrets: a file may hold what no variable can, such as the NUL
 * byte behind the certificates that mysqld makes. An ephemeral container cannot have volumes that its pod has not, and gets
 * variables.
 */
final class SecretFiles {

    private static final String ROOT = "/clone-secrets/";

    /** For the agent's group, which the pod's {@code fsGroup} makes the files' own. */
    private static final int READABLE = 0440;

    private SecretFiles() {}

    static String path(String secret, String key) {
        return ROOT + secret + "/" + key;
    }

    static List<Volume> volumes(Tls tls) {
        return named(tls)
                .map(secret -> new VolumeBuilder()
                        .withName(name(tls, secret))
                        .withNewSecret()
                        .withSecretName(secret)
                        // The kubelet would wait for it without a word; the agent says which file is missing.
                        .withOptional(true)
                        .withDefaultMode(READABLE)
                        .endSecret()
                        .build())
                .toList();
    }

    static List<VolumeMount> mounts(Tls tls) {
        return named(tls)
                .map(secret -> new VolumeMountBuilder()
                        .withName(name(tls, secret))
                        .withMountPath(ROOT + secret)
                        .withReadOnly(true)
                        .build())
                .toList();
    }

    private static Stream<String> named(Tls tls) {
        return Stream.of(
                        Optional.ofNullable(tls.caSecretRef()).map(secret -> secret.name()),
                        Optional.ofNullable(tls.crlSecretRef()).map(secret -> secret.name()),
                        Optional.ofNullable(tls.clientCertificateSecretRef()).map(secret -> secret.name()))
                .flatMap(Optional::stream)
                .distinct();
    }

    /** A Secret's name may be longer than a volume's, so that volumes are counted. */
    private static String name(Tls tls, String secret) {
        return "tls-" + named(tls).toList().indexOf(secret);
    }
}
