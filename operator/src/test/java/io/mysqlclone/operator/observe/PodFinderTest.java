package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.PodFinder.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pods as the images, charts and operators of the compatibility page make them, cut to what matters here. */
final class PodFinderTest {

    private static final String OFFICIAL = """
            metadata:
              name: db-0
              uid: u1
              ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: s1, controller: true}]
            spec:
              containers:
                - name: exporter
                  image: exporter:1
                - name: mysql
                  image: mysql:9.7
                  volumeMounts: [{name: data, mountPath: /var/lib/mysql, subPath: mysql}, {name: conf, mountPath: /etc/mysql}]
              volumes:
                - name: data
                  persistentVolumeClaim: {claimName: data-db-0}
                - name: conf
                  emptyDir: {}
            status:
              podIP: 10.0.0.7
              conditions: [{type: Ready, status: 'True'}]
              containerStatuses:
                - {name: mysql, restartCount: 2, image: x, imageID: x, ready: true, state: {running: {startedAt: '2026-05-04T10:00:00Z'}}}
            """;

    private static final String MOCO = """
            metadata: {name: moco-a-0, uid: u2, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: moco-a, uid: s1, controller: true}]}
            spec:
              securityContext: {fsGroup: 10000, runAsUser: 1}
              containers:
                - name: mysqld
                  image: registry.example/cybozu-go/moco/mysql:9.7
                  securityContext: {runAsUser: 10000, runAsGroup: 10001}
                  volumeMounts: [{name: tmp, mountPath: /tmp}, {name: mysql-data, mountPath: /var/lib/mysql}]
              volumes:
                - {name: mysql-data, persistentVolumeClaim: {claimName: mysql-data-moco-a-0}}
                - {name: tmp, emptyDir: {}}
            """;

    private static final String BITNAMI = """
            metadata: {name: b-0, uid: u3}
            spec:
              securityContext: {runAsUser: 1001}
              containers:
                - name: mysql
                  volumeMounts: [{name: data, mountPath: /bitnami/mysql}]
              volumes:
                - {name: data, persistentVolumeClaim: {claimName: data-b-0}}
            """;

    private static final String BY_HAND = """
            metadata: {name: hand, uid: u4}
            spec:
              containers:
                - name: server
                  image: registry.example/mysqld-custom:1@sha256:00
                  args: [--datadir=/data/my/, --server-id=1]
                  volumeMounts: [{name: logs, mountPath: /datalogs}, {name: store, mountPath: /data/}]
              volumes:
                - {name: logs, persistentVolumeClaim: {claimName: logs}}
                - {name: store, persistentVolumeClaim: {claimName: store-0}}
            """;

    @Test
    void theAgentsThatHaveJoinedThePodAreCounted() {
        String joined = BY_HAND.replace(
                "  volumes:\n",
                "  ephemeralContainers: [{name: clone-agent-0a1b2c3d-1, image: a}, {name: clone-agent-ffffffff-12, image: a},"
                        + " {name: debugger, image: a}]\n  volumes:\n");

        assertThat(found(BY_HAND).agents()).isZero();
        assertThat(found(joined).agents()).isEqualTo(2);
        assertThat(found(joined).containers()).isEqualTo(found(BY_HAND).containers() + 3);
    }

    @Test
    void ofTwoImagesOfThatNameTheOneWithAClaimIsMysqld() {
        String pod = OFFICIAL.replace("exporter:1", "prom/mysqld-exporter:1").replace("name: mysql\n", "name: db\n");

        assertThat(found(pod).container()).isEqualTo("db");
        assertThat(found(pod.replace("image: mysql:9.7", "image: percona/percona-server:8.4"))
                        .container())
                .isEqualTo("db");
    }

    @Test
    void aPodHasAsMuchMemoryAsAllOfItsContainersWhenAllAreLimited() {
        String limit = "resources: {limits: {memory: 1Gi}}";
        String limited = OFFICIAL.replaceAll("(?m)^( *)image: (.*)\n", "$1image: $2\n$1" + limit + "\n");
        String sidecar = limited.replace(
                "  volumes:\n", "  initContainers: [{name: logs, image: a, restartPolicy: Always, %s}]\n  volumes:\n");

        assertThat(found(OFFICIAL).memory()).isEmpty();
        assertThat(found(OFFICIAL.replaceFirst("(?m)^( *)image: (.*)\n", "$1image: $2\n$1" + limit + "\n"))
                        .memory())
                .isEmpty();
        assertThat(found(limited).memory()).contains(new ServerPod.Memory(2L << 30, Optional.empty()));
        assertThat(found(sidecar.formatted("resources: {}")).memory()).isEmpty();
        assertThat(found(sidecar.formatted("resources: {limits: {memory: 64Mi}}"))
                        .memory())
                .contains(new ServerPod.Memory((2L << 30) + (64L << 20), Optional.empty()));
    }

    private static ServerPod found(String yaml) {
        return found(yaml, Overrides.NONE);
    }

    private static ServerPod found(String yaml, Overrides overrides) {
        Finding finding = PodFinder.find(Serialization.unmarshal(yaml, Pod.class), overrides, Optional.empty());
        assertThat(finding).isInstanceOf(Finding.Found.class);
        return ((Finding.Found) finding).pod();
    }

    private static Finding.NotFound notFound(String yaml, Overrides overrides) {
        Finding finding = PodFinder.find(Serialization.unmarshal(yaml, Pod.class), overrides, Optional.empty());
        assertThat(finding).isInstanceOf(Finding.NotFound.class);
        return (Finding.NotFound) finding;
    }

    private static Overrides overrides(
            @Nullable String container,
            @Nullable String volume,
            @Nullable String subPath,
            @Nullable String dataDirectory,
            @Nullable Long uid) {
        return new Overrides(
                Optional.ofNullable(container),
                Optional.ofNullable(volume),
                Optional.ofNullable(subPath),
                Optional.ofNullable(dataDirectory),
                Optional.ofNullable(uid),
                List.of(),
                List.of());
    }

    private static Overrides logs(String... indexFiles) {
        return new Overrides(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(indexFiles),
                List.of());
    }

    private static Overrides places(String... directories) {
        return new Overrides(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(directories));
    }

    @Test
    void logsOutsideTheDataDirectoryAreSeenAtTheSamePath() {
        assertThat(found(BY_HAND, logs("/datalogs/binlog.index", "/datalogs/relay.index"))
                        .further())
                .containsExactly(new ServerPod.FurtherVolume("logs", "/datalogs"));
        assertThat(found(BY_HAND, logs("/data/elsewhere/binlog.index")).further())
                .isEmpty();
        assertThat(found(BY_HAND).further()).isEmpty();
    }

    @Test
    void logsThatAnEphemeralContainerCannotSeeAreRefused() {
        assertThat(notFound(BY_HAND, logs("/tmp/binlog.index")).message())
                .contains("mounts no volume at /tmp/binlog.index", "recipient.logIndexFiles");
        assertThat(notFound(OFFICIAL, logs("/var/lib/mysql/binlog.index")).message())
                .contains("mounted with a subPath");
    }

    @Test
    void placesForTablespacesAreMountedWhereMysqldHasThem() {
        assertThat(found(BY_HAND, places("/datalogs/ext", "/datalogs/more", "/data/elsewhere"))
                        .further())
                .containsExactly(new ServerPod.FurtherVolume("logs", "/datalogs"));
        assertThat(found(
                                BY_HAND,
                                new Overrides(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of("/datalogs/binlog.index"),
                                        List.of("/datalogs/ext")))
                        .further())
                .containsExactly(new ServerPod.FurtherVolume("logs", "/datalogs"));
    }

    @Test
    void aPlaceForTablespacesThatWouldNotLastOrCannotBeSeenIsRefused() {
        assertThat(notFound(BY_HAND, places("/ext")).message())
                .contains("mounts no volume at /ext", "recipient.relocations", "leave out");
        assertThat(notFound(OFFICIAL, places("/var/lib/mysql/ext")).message())
                .contains("mounted with a subPath", "leave out");
        assertThat(notFound(MOCO, places("/tmp")))
                .isEqualTo(new Finding.NotFound(
                        Reason.RECIPIENT_NOT_PERSISTENT,
                        "Volume tmp of pod moco-a-0, which recipient.relocations leads to, is not a"
                                + " PersistentVolumeClaim, so tablespaces in it would go with the pod; name a directory in"
                                + " a claim, or leave out its \"to\" for the data directory."));
    }

    @Test
    void thePodSaysHowLongItIsGivenToStop() {
        assertThat(found(BY_HAND).gracePeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(found(BY_HAND.replace("  containers:", "  terminationGracePeriodSeconds: 7\n  containers:"))
                        .gracePeriod())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void anEphemeralContainerReachesASubPathFromTheRootOfTheVolume() {
        ServerPod pod = found(OFFICIAL);

        assertThat(pod.data())
                .isEqualTo(
                        new DataVolume("data", "data-db-0", "/clone-volume", "/clone-volume/mysql", "/var/lib/mysql"));
        assertThat(pod.container()).isEqualTo("mysql");
        assertThat(pod.controller()).contains("StatefulSet/db");
        assertThat(pod.ready()).isTrue();
        assertThat(pod.ip()).contains("10.0.0.7");
        assertThat(pod.user()).isEqualTo(new ServerPod.User(Optional.empty(), Optional.empty()));
        assertThat(pod.server().restarts()).isEqualTo(2);
        assertThat(pod.server().startedAt().orElseThrow()).hasToString("2026-05-04T10:00:00Z");
    }

    @Test
    void readinessGatesAreToldWhenTheyAreAllThatIsMissing() {
        assertThat(gates("{type: ContainersReady, status: 'True'}")).containsExactly("example.com/a", "example.com/b");
        assertThat(gates("{type: ContainersReady, status: 'True'}, {type: example.com/a, status: 'True'},"
                        + " {type: example.com/b, status: 'False'}"))
                .containsExactly("example.com/b");
        assertThat(gates("{type: ContainersReady, status: 'False'}")).isEmpty();
    }

    private static List<String> gates(String conditions) {
        return found(
                        OFFICIAL.replace(
                                        "{type: Ready, status: 'True'}",
                                        conditions + ", {type: Ready, status: 'False'}")
                                .replace(
                                        "spec:\n",
                                        "spec:\n  readinessGates: [{conditionType: example.com/a}, {conditionType: example.com/b}]\n"))
                .hints()
                .gates();
    }

    @Test
    void whatNoLogTellsOfAServersEndIsSaid() {
        String waiting = OFFICIAL.replace(
                "state: {running: {startedAt: '2026-05-04T10:00:00Z'}}",
                "state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: %d, reason: %s}}");

        assertThat(found(waiting.formatted(137, "OOMKilled")).server().trouble())
                .contains("CrashLoopBackOff, OOMKilled: its memory limit was reached");
        assertThat(found(waiting.formatted(0, "Completed")).server().trouble().orElseThrow())
                .startsWith("CrashLoopBackOff, it was told to end")
                .endsWith("the donor's accounts and passwords");
        assertThat(found(waiting.formatted(1, "Error")).server().trouble()).contains("CrashLoopBackOff");
    }

    @Test
    void mocoKeepsItsDataBelowTheMount() {
        ServerPod pod = found(MOCO);

        assertThat(pod.data())
                .isEqualTo(
                        new DataVolume("mysql-data", "mysql-data-moco-a-0", "/var/lib/mysql", "/var/lib/mysql/data"));
        assertThat(pod.user()).isEqualTo(new ServerPod.User(Optional.of(10000L), Optional.of(10001L)));
        assertThat(pod.server().startedAt()).isEmpty();
    }

    @Test
    void bitnamiKeepsItsDataBelowTheMountAndTakesTheUserFromThePod() {
        ServerPod pod = found(BITNAMI);

        assertThat(pod.data()).isEqualTo(new DataVolume("data", "data-b-0", "/bitnami/mysql", "/bitnami/mysql/data"));
        assertThat(pod.user().uid()).contains(1001L);
        assertThat(pod.controller()).isEmpty();
        assertThat(pod.ready()).isFalse();
    }

    @Test
    void theArgumentsOfMysqldTellTheDataDirectory() {
        assertThat(found(BY_HAND).data()).isEqualTo(new DataVolume("store", "store-0", "/data", "/data/my"));
    }

    @Test
    void whatTheResourceNamesWins() {
        ServerPod pod = found(OFFICIAL, overrides("mysql", "data", "other", "/var/lib/mysql/deep", 27L));

        assertThat(pod.data())
                .isEqualTo(new DataVolume(
                        "data", "data-db-0", "/clone-volume", "/clone-volume/other/deep", "/var/lib/mysql/deep"));
        assertThat(pod.user().uid()).contains(27L);
    }

    /** Of an image with a user of its own, of which the pod's object says nothing. */
    @Test
    void whatSaysNothingOfItsUserIsSeenToRunAsOne() {
        String seen = OFFICIAL.replace("restartCount: 2", "restartCount: 2, user: {linux: {uid: 1001, gid: 1002}}");

        assertThat(found(seen).user()).isEqualTo(new ServerPod.User(Optional.of(1001L), Optional.of(1002L)));
        assertThat(found(seen.replace("1001", "0").replace("1002", "0")).user())
                .isEqualTo(new ServerPod.User(Optional.empty(), Optional.empty()));
        // Who says it himself is right.
        assertThat(found(seen, overrides(null, null, null, null, 27L)).user())
                .isEqualTo(new ServerPod.User(Optional.of(27L), Optional.empty()));
    }

    @Test
    void rootIsNotTheUserOfTheData() {
        assertThat(found(BITNAMI.replace("1001", "0")).user().uid()).isEmpty();
    }

    @Test
    void aVolumeThatGoesWithThePodIsRefused() {
        Finding.NotFound finding = notFound(
                BITNAMI.replace("persistentVolumeClaim: {claimName: data-b-0}", "emptyDir: {}"), Overrides.NONE);

        assertThat(finding.reason()).isEqualTo(Reason.RECIPIENT_NOT_PERSISTENT);
        assertThat(finding.message()).contains("Volume data of pod b-0");
    }

    @Test
    void aPathThatOnlyTheKubeletKnowsIsAskedFor() {
        Finding.NotFound finding =
                notFound(OFFICIAL.replace("subPath: mysql", "subPathExpr: $(POD_NAME)"), Overrides.NONE);

        assertThat(finding.message()).contains("set recipient.subPath");
    }

    @Test
    void aPodWithoutAKnownContainerIsAskedFor() {
        Finding.NotFound finding = notFound(OFFICIAL, overrides("server", null, null, null, null));

        assertThat(finding.reason()).isEqualTo(Reason.RECIPIENT_HAS_NO_DATA_VOLUME);
        assertThat(finding.message()).contains("set recipient.container");
    }

    @Test
    void aDataDirectoryOutsideEveryMountIsRefused() {
        assertThat(notFound(OFFICIAL, overrides(null, null, null, "/srv/mysql", null))
                        .message())
                .contains("recipient.dataDirectory");
        assertThat(notFound(OFFICIAL, overrides(null, "data", null, "/srv/mysql", null))
                        .message())
                .contains("recipient.dataDirectory");
    }
}
