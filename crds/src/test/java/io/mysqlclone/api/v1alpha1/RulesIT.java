package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the schema, on a real API server: the document that it refuses, and what the user is told. */
class RulesIT {
    private static final String FINGERPRINT = "AB".repeat(32);

    static Stream<Arguments> refusals() {
        return Stream.of(donor(), recipient(), postClone(), replication(), transfer(), rest())
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> donor() {
        return Stream.of(
                Arguments.of("no donor", "recipient: " + Documents.POD, "give exactly one of donor and donorRef"),
                Arguments.of(
                        "two donors",
                        "donor: {host: db, credentialsSecretRef: {name: d}}\ndonorRef: {name: prod}",
                        "give exactly one of donor and donorRef"),
                Arguments.of(
                        "another namespace's donor with its own account",
                        "donorRef: {name: prod, namespace: shop}",
                        "an agent reads Secrets of its own namespace only: with donorRef.namespace give"),
                Arguments.of(
                        "other TLS for the MySQLDonor's account",
                        "donorRef: {name: prod, tls: {mode: Required}}",
                        "the MySQLDonor's account is used with the MySQLDonor's TLS: with donorRef.tls give"),
                Arguments.of("a MySQLDonor's name that is none", "donorRef: {name: 'A b'}", "spec.donorRef.name"),
                Arguments.of(
                        "a donor without host",
                        "donor: {credentialsSecretRef: {name: d}}",
                        "spec.donor.host: Required"),
                Arguments.of(
                        "a donor without credentials",
                        "donor: {host: db}",
                        "spec.donor.credentialsSecretRef: Required"),
                Arguments.of("a port in the host", donor("host: 'db:3306'", ""), "the port has a field of its own"),
                Arguments.of("brackets around IPv6", donor("host: '[::1]'", ""), "an IPv6 address without brackets"),
                Arguments.of("a port that is none", donor("host: db, port: 70000", ""), "less than or equal to 65535"),
                Arguments.of(
                        "a Secret's name that is none",
                        "donor: {host: db, credentialsSecretRef: {name: 'A b'}}",
                        "name"),
                Arguments.of("a mode that is none", donor("host: db", "mode: None"), "Unsupported value: \"None\""),
                Arguments.of(
                        "plaintext with CA",
                        donor("host: db", "mode: Disabled, caSecretRef: {name: ca}"),
                        "in plaintext"),
                Arguments.of(
                        "plaintext with client certificate",
                        donor("host: db", "mode: Disabled, clientCertificateSecretRef: {name: c}"),
                        "remove the other fields of tls"),
                Arguments.of(
                        "plaintext with ciphers", donor("host: db", "mode: Disabled, ciphers: [X]"), "in plaintext"),
                Arguments.of(
                        "plaintext with versions",
                        donor("host: db", "mode: Disabled, versions: [TLSv1.3]"),
                        "in plaintext"),
                Arguments.of(
                        "a CA that is not looked at",
                        donor("host: db", "mode: Required, caSecretRef: {name: ca}"),
                        "do not check the server's certificate: choose VerifyIdentity"),
                Arguments.of(
                        "revocations that are not looked at",
                        donor("host: db", "mode: Preferred, crlSecretRef: {name: crl}"),
                        "do not check the server's certificate: choose VerifyIdentity"),
                Arguments.of(
                        "plaintext with a CA of a ConfigMap",
                        donor("host: db", "mode: Disabled, caConfigMapRef: {name: ca}"),
                        "in plaintext"),
                Arguments.of(
                        "a CA of a ConfigMap that is not looked at",
                        donor("host: db", "mode: Preferred, caConfigMapRef: {name: ca}"),
                        "do not check the server's certificate: choose VerifyIdentity"),
                Arguments.of(
                        "certificates in two places",
                        donor("host: db", "caSecretRef: {name: ca}, caConfigMapRef: {name: ca}"),
                        "give caSecretRef or caConfigMapRef, not both"),
                Arguments.of(
                        "a ConfigMap's key that is none",
                        donor("host: db", "caConfigMapRef: {name: ca, key: 'a b'}"),
                        "should match"),
                Arguments.of(
                        "a fingerprint that is missing",
                        donor("host: db", "mode: VerifyFingerprint"),
                        "mode VerifyFingerprint and fingerprint go together"),
                Arguments.of(
                        "a fingerprint that is not looked at",
                        donor("host: db", "fingerprint: '" + FINGERPRINT + "'"),
                        "mode VerifyFingerprint and fingerprint go together"),
                Arguments.of(
                        "a fingerprint that is short",
                        donor("host: db", "mode: VerifyFingerprint, fingerprint: 'AB:CD'"),
                        "should be at least 64 chars long"),
                Arguments.of(
                        "a fingerprint of other digits",
                        donor(
                                "host: db",
                                "mode: VerifyFingerprint, fingerprint: '" + FINGERPRINT.replace('A', 'G') + "'"),
                        "should match"),
                Arguments.of(
                        "a fingerprint and a CA",
                        donor(
                                "host: db",
                                "mode: VerifyFingerprint, fingerprint: '" + FINGERPRINT + "', caSecretRef: {name: ca}"),
                        "takes one certificate, whoever has issued it"),
                Arguments.of("TLS 1.1", donor("host: db", "versions: [TLSv1.1]"), "Unsupported value: \"TLSv1.1\""),
                Arguments.of("a cipher that is none", donor("host: db", "ciphers: ['AES 128']"), "should match"));
    }

    private static String donor(String server, String tls) {
        return "donor: {%s, credentialsSecretRef: {name: d}, tls: {%s}}".formatted(server, tls);
    }

    private static Stream<Arguments> recipient() {
        var exactlyOne = "give exactly one of recipient.pod, recipient.statefulSet and recipient.persistentVolumeClaim";
        return Stream.of(
                Arguments.of("no recipient", recipient("{}"), exactlyOne),
                Arguments.of(
                        "two recipients",
                        recipient("{pod: {name: a}, statefulSet: {name: b, ordinal: 1}}"),
                        exactlyOne),
                Arguments.of(
                        "three recipients",
                        recipient(
                                "{pod: {name: a}, statefulSet: {name: b, ordinal: 1}, persistentVolumeClaim: {claimName: c}}"),
                        exactlyOne),
                Arguments.of("no ordinal", recipient("{statefulSet: {name: b}}"), "ordinal: Required"),
                Arguments.of(
                        "a negative ordinal",
                        recipient("{statefulSet: {name: b, ordinal: -1}}"),
                        "greater than or equal to 0"),
                Arguments.of("root", recipient("{pod: {name: a}, runAsUser: 0}"), "runAsUser"),
                Arguments.of(
                        "an overwrite that is none",
                        recipient("{pod: {name: a}, overwrite: Yes please}"),
                        "Unsupported value"),
                Arguments.of(
                        "a relative data directory",
                        recipient("{pod: {name: a}, dataDirectory: var/lib/mysql}"),
                        "give the absolute path of the data directory"),
                Arguments.of(
                        "a data directory that climbs",
                        recipient("{pod: {name: a}, dataDirectory: /var/../etc}"),
                        "without . or .."),
                Arguments.of(
                        "an absolute subPath",
                        recipient("{pod: {name: a}, subPath: /mysql}"),
                        "relative to the volume's root"),
                Arguments.of(
                        "a subPath that climbs", recipient("{pod: {name: a}, subPath: ../other}"), "without . or .."),
                Arguments.of("a path that climbs", claim("claimName: c, path: a/../../b"), "without . or .."),
                Arguments.of("a path that ends in a slash", claim("claimName: c, path: mysql/"), "a slash at its ends"),
                Arguments.of(
                        "a pod's data directory for a claim",
                        recipient("{persistentVolumeClaim: {claimName: c}, dataDirectory: /var/lib/mysql}"),
                        "give the directory of a claim in recipient.persistentVolumeClaim.path"),
                Arguments.of(
                        "a pod's volume for a claim",
                        recipient("{persistentVolumeClaim: {claimName: c}, volume: data}"),
                        "recipient.volume, subPath and dataDirectory describe a running pod"),
                Arguments.of(
                        "a pod's subPath for a claim",
                        recipient("{persistentVolumeClaim: {claimName: c}, subPath: mysql}"),
                        "recipient.volume, subPath and dataDirectory describe a running pod"),
                Arguments.of(
                        "a relative index file",
                        recipient("{pod: {name: a}, logIndexFiles: [binlog.index]}"),
                        "give the absolute path of each index file"),
                Arguments.of(
                        "an index file that climbs",
                        recipient("{pod: {name: a}, logIndexFiles: [/logs/../etc/index]}"),
                        "without . or .."),
                Arguments.of("no index file", recipient("{pod: {name: a}, logIndexFiles: []}"), "logIndexFiles"),
                Arguments.of(
                        "logs that are and are not there",
                        recipient("{pod: {name: a}, logIndexFiles: [/logs/index], noBinaryLogs: true}"),
                        "noBinaryLogs says that there are none: remove one of them"),
                Arguments.of(
                        "a pod's logs for a claim",
                        recipient("{persistentVolumeClaim: {claimName: c}, logIndexFiles: [/logs/index]}"),
                        "recipient.logIndexFiles are paths in a running pod"),
                Arguments.of(
                        "a relocation from nowhere",
                        recipient("{pod: {name: a}, relocations: [{to: /ext}]}"),
                        "from: Required"),
                Arguments.of(
                        "a relative relocation",
                        recipient("{pod: {name: a}, relocations: [{from: ext}]}"),
                        "give the absolute path of a directory"),
                Arguments.of(
                        "a relocation that climbs",
                        recipient("{pod: {name: a}, relocations: [{from: /ext, to: /data/../etc}]}"),
                        "such as /ext, without . or .."),
                Arguments.of(
                        "a relocation that is two",
                        recipient("{pod: {name: a}, relocations: [{from: '/ext=/a;/b'}]}"),
                        "a slash at its end, ; or ="),
                Arguments.of("no relocation", recipient("{pod: {name: a}, relocations: []}"), "relocations"),
                Arguments.of(
                        "a pod's directory for a claim",
                        recipient("{persistentVolumeClaim: {claimName: c}, relocations: [{from: /ext, to: /ext}]}"),
                        "recipient.relocations[].to is a path in a running pod: leave it out"),
                Arguments.of("a claim without name", claim("path: mysql"), "claimName: Required"),
                Arguments.of("a template without size", claim("claimName: c, template: {}"), "storage: Required"),
                Arguments.of(
                        "a size that is none",
                        claim("claimName: c, template: {storage: big}"),
                        "give a size, such as 100Gi"),
                Arguments.of("no size", claim("claimName: c, template: {storage: '0'}"), "give a size, such as 100Gi"),
                Arguments.of(
                        "read-only access",
                        claim("claimName: c, template: {storage: 1Gi, accessModes: [ReadOnlyMany]}"),
                        "Unsupported value: \"ReadOnlyMany\""),
                Arguments.of(
                        "a deletion policy that is none",
                        claim("claimName: c, template: {storage: 1Gi, deletionPolicy: Recycle}"),
                        "Unsupported value: \"Recycle\""),
                Arguments.of(
                        "replicas of a pod",
                        claim("claimName: c, workloadRef: {kind: Pod, name: mysql-1}, scaleTo: 2"),
                        "a Pod has no replicas to scale: remove scaleTo"),
                Arguments.of(
                        "replicas of nothing",
                        claim("claimName: c, scaleTo: 2"),
                        "name it in workloadRef, or remove scaleTo"),
                Arguments.of(
                        "replicas of a pod, by their old name",
                        claim("claimName: c, restart: {kind: Pod, name: mysql-1, replicas: 2}"),
                        "a Pod has no replicas to scale: remove restart.replicas"),
                Arguments.of(
                        "a workload by two names",
                        claim(
                                "claimName: c, workloadRef: {kind: StatefulSet, name: a}, restart: {kind: StatefulSet, name: b}"),
                        "restart is the old name of workloadRef and scaleTo and says something else"),
                Arguments.of(
                        "replicas by two names",
                        claim("claimName: c, workloadRef: {kind: StatefulSet, name: a}, scaleTo: 2,"
                                + " restart: {kind: StatefulSet, name: a, replicas: 3}"),
                        "restart is the old name of workloadRef and scaleTo and says something else"),
                Arguments.of(
                        "replicas by the old name only",
                        claim("claimName: c, workloadRef: {kind: StatefulSet, name: a},"
                                + " restart: {kind: StatefulSet, name: a, replicas: 3}"),
                        "restart is the old name of workloadRef and scaleTo and says something else"),
                Arguments.of(
                        "a workload to be scaled to nothing",
                        claim("claimName: c, workloadRef: {kind: StatefulSet, name: mysql}, scaleTo: 0"),
                        "greater than or equal to 1"),
                Arguments.of(
                        "a workload of another kind",
                        claim("claimName: c, workloadRef: {kind: DaemonSet, name: mysql}"),
                        "Unsupported value: \"DaemonSet\""));
    }

    private static String recipient(String recipient) {
        return Documents.spec(recipient, "");
    }

    private static String claim(String fields) {
        return recipient("{persistentVolumeClaim: {" + fields + "}}");
    }

    private static Stream<Arguments> postClone() {
        return Stream.of(
                Arguments.of(
                        "scripts that nobody runs",
                        postClone("scripts: [{secretKeyRef: {name: s, key: k}}]"),
                        "spec.postClone.credentialsSecretRef: Required"),
                Arguments.of(
                        "no scripts", postClone("credentialsSecretRef: {name: a}"), "spec.postClone.scripts: Required"),
                Arguments.of("an empty list of scripts", admin("scripts: []"), "should have at least 1 items"),
                Arguments.of(
                        "more scripts than an agent can be given",
                        admin("scripts: [" + "{secretKeyRef: {name: s, key: k}},".repeat(11) + "]"),
                        "must have at most 10 items"),
                Arguments.of("a script that is nowhere", admin("scripts: [{}]"), "give exactly one of configMapKeyRef"),
                Arguments.of(
                        "a script in two places",
                        admin("scripts: [{secretKeyRef: {name: s, key: k}, configMapKeyRef: {name: s, key: k}}]"),
                        "give exactly one of configMapKeyRef and secretKeyRef"),
                Arguments.of(
                        "a script without a key",
                        admin("scripts: [{configMapKeyRef: {name: s}}]"),
                        "configMapKeyRef.key: Required"),
                Arguments.of("an address that is none", scripts("recipientAddress: ':1'"), "give HOST, HOST:PORT"),
                Arguments.of("a policy that is none", scripts("failurePolicy: Continue"), "Unsupported value"),
                Arguments.of("no time for scripts", scripts("timeout: 1s"), "give at least 10s"),
                Arguments.of(
                        "a replica that is made to differ",
                        scripts("timeout: 1h") + "\nreplication: {credentialsSecretRef: {name: r}}",
                        "remove postClone or replication"),
                Arguments.of(
                        "scripts on a volume without server",
                        Documents.spec(
                                Documents.CLAIM,
                                "postClone: {credentialsSecretRef: {name: a}, scripts: [{secretKeyRef: {name: s, key: k}}]}"),
                        "postClone is run on a running server"));
    }

    private static String postClone(String fields) {
        return Documents.spec(Documents.POD, "postClone: {" + fields + "}");
    }

    private static String admin(String fields) {
        return postClone("credentialsSecretRef: {name: a}, " + fields);
    }

    private static String scripts(String fields) {
        return admin("scripts: [{secretKeyRef: {name: s, key: k}}], " + fields);
    }

    private static Stream<Arguments> replication() {
        return Stream.of(
                Arguments.of(
                        "replication without account", replication("channel: a"), "credentialsSecretRef: Required"),
                Arguments.of(
                        "a channel of MySQL's own", repl("channel: Group_Replication_applier"), "keeps for itself"),
                Arguments.of(
                        "a channel with a space", repl("channel: 'a b'"), "a channel has a name of letters, digits"),
                Arguments.of("a source with a port", repl("sourceHost: 'db:3306'"), "the port has a field of its own"),
                Arguments.of(
                        "a mode that replication lacks",
                        repl("tls: {mode: Preferred}"),
                        "replication knows no mode Preferred or VerifyFingerprint"),
                Arguments.of(
                        "an account with two names",
                        replication("credentialsSecretRef: {name: r, username: a, usernameKey: b}"),
                        "remove one of them"),
                Arguments.of(
                        "an account whose key is none",
                        replication("credentialsSecretRef: {name: r, passwordKey: 'a b'}"),
                        "should match"),
                Arguments.of("a port for an address", repl("recipientAddress: ':3307'"), "give HOST, HOST:PORT"),
                Arguments.of("a try without time", repl("timeout: 1s"), "give at least 10s"),
                Arguments.of("a socket that is a directory", repl("recipientAddress: /run/"), "give HOST, HOST:PORT"),
                Arguments.of(
                        "a mode that replication lacks, from the donor",
                        """
                        donor: {host: db, credentialsSecretRef: {name: d}, tls: {mode: Preferred}}
                        recipient: {pod: {name: a}}
                        replication: {credentialsSecretRef: {name: r}}
                        """,
                        "give replication.tls, or choose another mode for the donor"),
                Arguments.of(
                        "replication by a certificate's fingerprint",
                        repl("tls: {mode: VerifyFingerprint, fingerprint: '" + FINGERPRINT + "'}"),
                        "replication knows no mode Preferred or VerifyFingerprint"),
                Arguments.of(
                        "replication from an agent",
                        """
                        donor: {host: db, credentialsSecretRef: {name: d}, tls: {mode: VerifyFingerprint, fingerprint: '%s'}}
                        recipient: {pod: {name: a}}
                        replication: {credentialsSecretRef: {name: r}, tls: {mode: Required}}
                        """.formatted(FINGERPRINT),
                        "give replication.sourceHost, the server that it stands beside"),
                Arguments.of(
                        "replication of a volume without server",
                        Documents.spec(Documents.CLAIM, "replication: {credentialsSecretRef: {name: r}}"),
                        "name the workload that uses the claim in recipient.persistentVolumeClaim.workloadRef"));
    }

    private static String replication(String fields) {
        return Documents.spec(Documents.POD, "replication: {" + fields + "}");
    }

    private static String repl(String fields) {
        return replication("credentialsSecretRef: {name: r}, " + fields);
    }

    private static Stream<Arguments> transfer() {
        var bandwidth = "give bytes a second, at least 64Ki";
        return Stream.of(
                Arguments.of("no connections", transfer("concurrency: 0"), "from 1 to 64"),
                Arguments.of("too many connections", transfer("concurrency: 65"), "from 1 to 64"),
                Arguments.of("too many connections in words", transfer("concurrency: '65'"), "from 1 to 64"),
                Arguments.of("another word", transfer("concurrency: many"), "give auto, or a number"),
                Arguments.of("a small buffer", transfer("bufferSize: 512Ki"), "give a size from 1Mi to 256Mi"),
                Arguments.of("a large buffer", transfer("bufferSize: 1Gi"), "give a size from 1Mi to 256Mi"),
                Arguments.of("a buffer of words", transfer("bufferSize: large"), "give a size from 1Mi to 256Mi"),
                Arguments.of("a compression that is none", transfer("compression: lz4"), "Unsupported value: \"lz4\""),
                Arguments.of("a data limit too small", transfer("maxDataBandwidth: 1Ki"), bandwidth),
                Arguments.of("a negative limit", transfer("maxDataBandwidth: '-1Mi'"), bandwidth),
                Arguments.of("a network limit too small", transfer("maxNetworkBandwidth: 1000"), bandwidth),
                Arguments.of("a limit with a unit of time", transfer("maxNetworkBandwidth: 100Mi/s"), bandwidth),
                Arguments.of("a duration that is none", transfer("ddlTimeout: 5 minutes"), "should match"),
                Arguments.of("an impatient donor", transfer("stallTimeout: 1s"), "give at least 10s"),
                Arguments.of("a number for a duration", transfer("reconnectTimeout: '300'"), "should match"));
    }

    private static String transfer(String fields) {
        return Documents.spec(Documents.POD, "transfer: {" + fields + "}");
    }

    private static Stream<Arguments> rest() {
        var agentPod = "agent.resources and agent.podTemplate are for the agent pod";
        return Stream.of(
                Arguments.of("no spec of its own", "{}", "spec.recipient: Required"),
                Arguments.of(
                        "resources of an ephemeral container",
                        Documents.spec(Documents.POD, "agent: {resources: {limits: {memory: 1Gi}}}"),
                        agentPod),
                Arguments.of(
                        "a template of an ephemeral container",
                        Documents.spec(Documents.POD, "agent: {podTemplate: {labels: {a: b}}}"),
                        agentPod),
                Arguments.of(
                        "an affinity that is none",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: c}}", "agent: {podTemplate: {affinity: [zone]}}"),
                        "spec.agent.podTemplate.affinity"),
                Arguments.of(
                        "a memory that is none",
                        Documents.spec(Documents.POD, "agent: {requiredMemory: much}"),
                        "give a size such as 200Mi; 0: do not look"),
                Arguments.of(
                        "a log level that is none",
                        Documents.spec(Documents.POD, "agent: {logLevel: Loud}"),
                        "Unsupported value: \"Loud\""),
                Arguments.of(
                        "events by MySQL's word, which is a boolean in kubectl's YAML",
                        Documents.spec(Documents.POD, "eventScheduler: false"),
                        "spec.eventScheduler in body must be of type string"),
                Arguments.of(
                        "events by a word that is none",
                        Documents.spec(Documents.POD, "eventScheduler: Running"),
                        "Unsupported value: \"Running\""),
                Arguments.of(
                        "a dry run by another word",
                        Documents.spec(Documents.POD, "mode: DryRun"),
                        "Unsupported value: \"DryRun\""),
                Arguments.of(
                        "a policy that is none",
                        Documents.spec(Documents.POD, "restartPolicy: Never"),
                        "Unsupported value"),
                Arguments.of(
                        "a policy by two names",
                        Documents.spec(Documents.POD, "restart: Manual\nrestartPolicy: Automatic"),
                        "restart is the old name of restartPolicy and says Manual: remove restart"),
                Arguments.of("a negative limit", Documents.spec(Documents.POD, "backoffLimit: -1"), "backoffLimit"),
                Arguments.of(
                        "no time at all",
                        Documents.spec(Documents.POD, "activeDeadlineSeconds: 0"),
                        "activeDeadlineSeconds"),
                Arguments.of(
                        "a variable of the operator's",
                        Documents.spec(Documents.POD, "agent: {env: [{name: CLONE_AGENT_DONOR, value: a}]}"),
                        "variables CLONE_AGENT_... are the operator's own"),
                Arguments.of(
                        "a variable whose name is none",
                        Documents.spec(Documents.POD, "agent: {env: [{name: 'A-B', value: a}]}"),
                        "should match"),
                Arguments.of(
                        "a variable twice",
                        Documents.spec(Documents.POD, "agent: {env: [{name: A, value: a}, {name: A, value: b}]}"),
                        "Duplicate value"),
                Arguments.of(
                        "constraints that are none",
                        Documents.spec(Documents.CLAIM, "agent: {podTemplate: {topologySpreadConstraints: [zone]}}"),
                        "topologySpreadConstraints"),
                Arguments.of(
                        "a line of a hosts file without address",
                        Documents.spec(Documents.CLAIM, "agent: {podTemplate: {hostAliases: [{hostnames: [a]}]}}"),
                        "ip: Required"),
                Arguments.of(
                        "no time to recover",
                        Documents.spec(Documents.POD, "recoveryTimeout: 5s"),
                        "a server that has not started by then is taken off the clone"),
                Arguments.of(
                        "a time to recover that is none",
                        Documents.spec(Documents.POD, "recoveryTimeout: soon"),
                        "recoveryTimeout"),
                Arguments.of(
                        "old data that is kept for another word",
                        Documents.spec(Documents.POD, "keepOldData: Always"),
                        "keepOldData"),
                Arguments.of(
                        "no time to stop",
                        Documents.spec(Documents.POD, "maxTerminationGracePeriodSeconds: 0"),
                        "maxTerminationGracePeriodSeconds"),
                Arguments.of(
                        "a negative time", Documents.spec(Documents.POD, "ttlSecondsAfterFinished: -1"), "ttlSeconds"),
                Arguments.of(
                        "a toleration that is none",
                        Documents.spec(Documents.CLAIM, "agent: {podTemplate: {tolerations: [{operator: Likes}]}}"),
                        "Unsupported value: \"Likes\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(String what, String spec, String told) {
        var whole =
                spec.contains("recipient:") ? spec : spec.equals("{}") ? spec : spec + "\nrecipient: " + Documents.POD;

        Documents.assertRefused(Documents.document("refused", whole), told);
    }

    @Test
    void refusesANameThatIsTooLongForPodsMadeFromIt() {
        Documents.assertRefused(
                Documents.document("n".repeat(51), Documents.spec(Documents.POD, "")),
                "metadata.name has more than 50 characters: choose a shorter one");
    }

    @Test
    void whatThePageOnGitOpsShowsIsAccepted() throws IOException {
        var manifests = Pattern.compile("```yaml\n(apiVersion: mysqlclone.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/gitops.md")))
                .results()
                .map(block -> Serialization.unmarshal(block.group(1), GenericKubernetesResource.class))
                .toList();

        assertThat(manifests).isNotEmpty().allSatisfy(manifest -> {
            manifest.getMetadata().setNamespace("default");
            assertThatCode(() -> Documents.client().resource(manifest).dryRun().create())
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void everyRuleHasADocumentThatItRefuses() throws IOException {
        var messages = new YAMLMapper()
                .readTree(Documents.DEFINITION.toFile()).findValues("x-kubernetes-validations").stream()
                        .flatMap(rules -> rules.findValuesAsText("message").stream())
                        .distinct();
        var told = Stream.of(
                        refusals(),
                        ImmutabilityIT.fixedOnceStarted(),
                        Stream.of(
                                Arguments.of("", "", "metadata.name has more than"),
                                Arguments.of("", "", ImmutabilityIT.OF_DONOR_REF),
                                Arguments.of("", "", ImmutabilityIT.ONCE_READY),
                                Arguments.of("", "", "once the clone has finished")))
                .flatMap(cases -> cases)
                .map(arguments -> (String) arguments.get()[2])
                .toList();

        assertThat(messages).isNotEmpty().allSatisfy(message -> assertThat(told).anyMatch(message::contains));
    }

    static Stream<Arguments> acceptances() {
        return Stream.of(
                Arguments.of("a name of 50 characters", "n".repeat(50), Documents.spec(Documents.POD, "")),
                Arguments.of("an IPv4 address", "a", donor("host: 10.0.0.1", "") + "\nrecipient: " + Documents.POD),
                Arguments.of("an IPv6 address", "a", donor("host: 'fd00::1:2'", "") + "\nrecipient: " + Documents.POD),
                Arguments.of(
                        "a name with a final dot",
                        "a",
                        donor("host: db.example.com.", "") + "\nrecipient: " + Documents.POD),
                Arguments.of("a number of connections", "a", transfer("concurrency: 64")),
                Arguments.of("a number of connections in words", "a", transfer("concurrency: '8'")),
                Arguments.of("bytes as a number", "a", transfer("bufferSize: 1048576, maxDataBandwidth: 100000000")),
                Arguments.of("no limit in words", "a", transfer("maxDataBandwidth: 0, maxNetworkBandwidth: '0'")),
                Arguments.of("no reconnection", "a", transfer("reconnectTimeout: 0s, stallTimeout: 1h5m10s")),
                Arguments.of("a channel", "a", repl("channel: from-north_1.a, autoPosition: false, start: false")),
                Arguments.of(
                        "replication of a volume with server",
                        "a",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: c, workloadRef: {kind: StatefulSet, name: m}, scaleTo: 3}}",
                                "replication: {credentialsSecretRef: {name: r}}")),
                Arguments.of(
                        "scripts on a volume with server",
                        "a",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: c, workloadRef: {kind: StatefulSet, name: m}}}",
                                "postClone: {credentialsSecretRef: {name: a}, scripts: [{secretKeyRef: {name: s, key: k}}],"
                                        + " writeToBinaryLog: true, failurePolicy: Ignore, recipientAddress: '[::1]:3307'}")),
                Arguments.of(
                        "the old names alone",
                        "a",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: c, restart: {kind: StatefulSet, name: m, replicas: 3}}}",
                                "restart: Manual\nreplication: {credentialsSecretRef: {name: r}}")),
                Arguments.of(
                        "both names that say the same",
                        "a",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: c, workloadRef: {kind: StatefulSet, name: m}, scaleTo: 3,"
                                        + " restart: {kind: StatefulSet, name: m, replicas: 3}}}",
                                "restart: Manual\nrestartPolicy: Manual")),
                Arguments.of(
                        "the old default beside the new name",
                        "a",
                        Documents.spec(Documents.POD, "restart: Automatic\nrestartPolicy: Manual")),
                Arguments.of(
                        "certificates in a ConfigMap",
                        "a",
                        donor("host: db", "mode: VerifyCA, caConfigMapRef: {name: ca, key: root.pem}") + "\nrecipient: "
                                + Documents.POD),
                Arguments.of(
                        "a certificate that is known",
                        "a",
                        donor(
                                        "host: db, port: 3307",
                                        "mode: VerifyFingerprint, fingerprint: '" + "Ab:".repeat(31) + "Ab'"
                                                + ", clientCertificateSecretRef: {name: c}, versions: [TLSv1.3]")
                                + "\nrecipient: " + Documents.POD
                                + "\nreplication: {sourceHost: db, credentialsSecretRef: {name: r}, tls: {mode: Required}}"),
                Arguments.of(
                        "a container of a claim's pod",
                        "a",
                        recipient("{persistentVolumeClaim: {claimName: c}, container: db}")),
                Arguments.of("a nested path", "a", claim("claimName: c, path: mysql/data")),
                Arguments.of(
                        "a recipient that is only replaced when it is behind",
                        "a",
                        recipient("{pod: {name: a}, overwrite: IfBehind, logIndexFiles: [/logs/binlog.index]}")),
                Arguments.of(
                        "places for tablespaces",
                        "a",
                        recipient("{pod: {name: a}, relocations: [{from: /ext}, {from: /a/b, to: /var/lib/c}]}")),
                Arguments.of(
                        "tablespaces of a claim",
                        "a",
                        recipient("{persistentVolumeClaim: {claimName: c}, relocations: [{from: /ext}]}")),
                Arguments.of(
                        "the user's words for what cannot be seen",
                        "a",
                        recipient("{pod: {name: a}, noBinaryLogs: true, keyringConfigured: true}")),
                Arguments.of(
                        "old data that is kept for a while",
                        "a",
                        Documents.spec(Documents.POD, "keepOldData: 24h\nrecoveryTimeout: 1h30m")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("acceptances")
    void accepts(String what, String name, String spec) {
        assertThatCode(() -> Documents.client()
                        .resource(Documents.document(name, spec))
                        .dryRun()
                        .create())
                .doesNotThrowAnyException();
    }
}
