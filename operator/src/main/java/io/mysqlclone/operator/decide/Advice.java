package io.mysqlclone.operator.decide;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the agent says, in the words of the resource: whoever reads a MySQLClone knows its fields and has no command line
 * to give an option to.
 */
public final class Advice {

    /** Options of the agent's command line with their values, the longer ones first, and the fields that stand for them. */
    private static final Map<Pattern, String> FIELDS = fields();

    /** Where the agent finds what was mounted from a Secret. */
    private static final Pattern SECRET_FILE = Pattern.compile("/clone-secrets/([a-z0-9.-]+)/([A-Za-z0-9._-]+)");

    private static final Pattern CONFIG_FILE = Pattern.compile("/clone-config/([a-z0-9.-]+)/([A-Za-z0-9._-]+)");

    private Advice() {}

    /** What to do about a failure of that cause, where the resource has more to offer than the agent can know. */
    private static Optional<String> of(String cause) {
        return switch (cause) {
            case "RecipientNotEmpty" ->
                Optional.of("Clone onto an empty server, or set spec.recipient.overwrite: Always (or IfBehind, for a"
                        + " replica that has nothing of its own) in a new MySQLClone.");
            case "RecipientIsAhead" ->
                Optional.of("If the recipient's transactions may be lost, set spec.recipient.overwrite: Always in a"
                        + " new MySQLClone.");
            case "RecipientIsDonor" -> Optional.of("Correct spec.donor.host or spec.recipient in a new MySQLClone.");
            case "TlsFailed" ->
                Optional.of("For the certificates that mysqld makes for itself set spec.donor.tls to {mode: VerifyCA,"
                        + " caSecretRef: {name: SECRET}}, with the donor's ca.pem as key ca.crt of the Secret; see"
                        + " docs/reasons.md#tlsfailed.");
            case "VolumeBusy" ->
                Optional.of("This one begins when that has ended; when nobody uses what lies there, delete the claim.");
            default -> Optional.empty();
        };
    }

    /**
     * One or more sentences: what is wrong, then what to do.
     *
     * @param cause the agent's word, or empty
     * @param hint the agent's advice, apart from the message
     */
    public static String told(String cause, String message, Optional<String> hint) {
        String advice = of(cause).or(() -> hint.map(Advice::translated)).orElse("");
        String sentence = sentence(translated(message));
        return advice.isEmpty() ? sentence : sentence + " " + sentence(advice);
    }

    /** With its full stop. */
    public static String sentence(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || ".!?".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
                ? stripped
                : stripped + ".";
    }

    /** The same, with the fields of the resource instead of the options of the command line. */
    public static String translated(String text) {
        String words = SECRET_FILE.matcher(text).replaceAll("key $2 of Secret $1");
        words = CONFIG_FILE.matcher(words).replaceAll("key $2 of ConfigMap $1");
        for (Map.Entry<Pattern, String> field : FIELDS.entrySet()) {
            words = field.getKey().matcher(words).replaceAll(field.getValue());
        }
        return words;
    }

    private static Map<Pattern, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("--overwrite always", "spec.recipient.overwrite: Always");
        fields.put("--overwrite if-behind", "spec.recipient.overwrite: IfBehind");
        fields.put("--overwrite never", "spec.recipient.overwrite: Never");
        fields.put("--overwrite", "spec.recipient.overwrite");
        fields.put("--replication-tls-mode", "spec.replication.tls.mode");
        fields.put("--replication-tls-ca", "spec.replication.tls.caSecretRef");
        fields.put("--replication-tls-cert", "spec.replication.tls.clientCertificateSecretRef");
        fields.put("--replication-user", "spec.replication.credentialsSecretRef");
        fields.put("--replication-source", "spec.replication.host");
        fields.put("--recipient-user", "spec.replication.adminCredentialsSecretRef");
        fields.put("--tls-mode verify-ca", "spec.donor.tls.mode: VerifyCA");
        fields.put("--tls-mode verify-identity", "spec.donor.tls.mode: VerifyIdentity");
        fields.put("--tls-mode required", "spec.donor.tls.mode: Required");
        fields.put("--tls-mode preferred", "spec.donor.tls.mode: Preferred");
        fields.put("--tls-mode disabled", "spec.donor.tls.mode: Disabled");
        fields.put("--tls-mode", "spec.donor.tls.mode");
        fields.put("--tls-ca", "spec.donor.tls.caSecretRef");
        fields.put("--tls-crl", "spec.donor.tls.crlSecretRef");
        fields.put("--tls-cert", "spec.donor.tls.clientCertificateSecretRef");
        fields.put("--tls-key", "spec.donor.tls.clientCertificateSecretRef");
        fields.put("--tls-versions", "spec.donor.tls.versions");
        fields.put("--tls-ciphers", "spec.donor.tls.ciphers");
        fields.put("--user", "spec.donor.credentialsSecretRef");
        fields.put("--password-file", "spec.donor.credentialsSecretRef");
        fields.put("give --wait more", "raise spec.postClone.timeout");
        fields.put("--write-to-binary-log", "spec.postClone.writeToBinaryLog: true");
        fields.put("--donor", "spec.donor.host");
        fields.put("--relocate", "spec.recipient.relocations");
        fields.put("--log-index", "spec.recipient.logIndexFiles");
        fields.put("--no-binary-logs", "spec.recipient.noBinaryLogs: true");
        fields.put("leave out --stop-events", "leave out spec.eventScheduler in a new MySQLClone");
        fields.put("--keyring-configured", "spec.recipient.keyringConfigured: true");
        fields.put("--reconnect-timeout", "spec.transfer.reconnectTimeout");
        fields.put("--stall-timeout", "spec.transfer.stallTimeout");
        fields.put("--ddl-timeout", "spec.transfer.ddlTimeout");
        fields.put("--concurrency", "spec.transfer.concurrency");
        fields.put("--buffer-size", "spec.transfer.bufferSize");
        fields.put("--compression", "spec.transfer.compression");
        fields.put("--data-dir", "spec.recipient.dataDirectory");
        // Of a claim with a clone on which no server has started; a running server has one directory.
        fields.put(
                "give another directory",
                "delete the claim, or give another spec.recipient.persistentVolumeClaim.path");
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        fields.forEach((option, field) -> patterns.put(Pattern.compile(option + "(?![a-z-])"), field));
        return patterns;
    }
}
