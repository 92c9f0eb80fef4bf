package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.agent.Compression;
import io.mysqlclone.api.v1alpha1.agent.LogLevel;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.connection.CaConfigMapReference;
import io.mysqlclone.api.v1alpha1.connection.CredentialsReference;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.Replication;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import io.mysqlclone.api.v1alpha1.connection.TlsMode;
import io.mysqlclone.api.v1alpha1.connection.TlsVersion;
import io.mysqlclone.api.v1alpha1.donor.DonorAgent;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.postclone.PostClone;
import io.mysqlclone.api.v1alpha1.postclone.Script;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Overwrite;
import io.mysqlclone.api.v1alpha1.recipient.Recipient;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.operator.agent.AgentCommand;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a run of the agent is told, as environment variables of its container (the agent's reference, "Options"). Secrets
 * are references that the kubelet resolves; no value of one passes through the operator.
 *
 * <p>An agent of another version leaves a variable alone that it does not know. What must not be left undone without a word
 * is an argument: {@link AgentArguments}.
 */
final class AgentEnvironment {

    /**
     * For a donor that serves somebody else's clone. Another run follows then, with whatever the Secrets say by that time; in a
     * pod, ten of them wait for two and a half days.
     */
    private static final Duration DONOR_WAIT = Duration.ofHours(6);

    private static final boolean REQUIRED = false;
    /** A clean-up must not fail because the Secret went first. */
    private static final boolean OPTIONAL = true;

    /** What the agent finds the data directory on. */
    enum Home {
        /** The pod of a server that runs. */
        SERVER_POD,
        /** A volume without a server. */
        CLAIM
    }

    private final List<EnvVar> variables = new ArrayList<>();

    private final Home home;

    private AgentEnvironment(Home home) {
        this.home = home;
    }

    /**
     * The variables of a run.
     *
     * @param dataDirectory in the agent's container
     * @param tokenSha256 the SHA-256 of the bearer token by which the agent knows the operator
     * @param port where it serves its status
     * @param plan when it is too late for it to start, and how long it waits
     * @param lastWords what Kubernetes keeps of its result, bytes
     */
    static List<EnvVar> of(
            MySQLCloneSpec spec,
            AgentCommand command,
            String dataDirectory,
            Home home,
            String tokenSha256,
            int port,
            Launch plan,
            int lastWords) {
        AgentEnvironment environment = new AgentEnvironment(home);
        environment.common(spec, dataDirectory, lastWords);
        environment.add(
                "START_BEFORE",
                plan.startBefore().truncatedTo(ChronoUnit.SECONDS).toString());
        switch (command) {
            case PREFLIGHT -> environment.clone(spec, dataDirectory);
            case CLONE -> {
                environment.clone(spec, dataDirectory);
                environment.add("BUSY_TIMEOUT", seconds(DONOR_WAIT));
                environment.status(port, tokenSha256);
            }
            case COMMIT -> {
                environment.add("WAIT", seconds(plan.waiting()));
                environment.add("OVERWRITE", overwriteName(spec.recipient().overwrite()));
                environment.old(spec.recipient());
                environment.status(port, tokenSha256);
            }
            case OUTCOME, ROLLBACK -> environment.add("WAIT", seconds(plan.waiting()));
            case FINISH -> {}
            case RUN_SQL -> Optional.ofNullable(spec.postClone()).ifPresent(environment::postClone);
            case REPLICATE -> {
                Optional.ofNullable(spec.replication()).ifPresent(replication -> {
                    environment.add("WAIT", seconds(replication.limit()));
                    environment.replication(replication, spec.server());
                });
            }
            case DISCARD -> environment.forgotten(spec.server());
        }
        return List.copyOf(environment.variables);
    }

    /**
     * What a run beside a server is told besides.
     *
     * @param address where mysqld listens; empty: where the agent looks by itself
     */
    static List<EnvVar> server(AgentCommand command, Optional<String> address) {
        AgentEnvironment environment = new AgentEnvironment(Home.SERVER_POD);
        if (command == AgentCommand.REPLICATE || command == AgentCommand.RUN_SQL) {
            address.ifPresent(told -> environment.add("RECIPIENT", told));
        }
        return List.copyOf(environment.variables);
    }

    /**
     * The variables of a look at servers.
     *
     * @param addresses of the servers, in the order in which the result is to have them
     */
    static List<EnvVar> probe(List<ProbedServer> addresses, MySQLDonorSpec spec, int lastWords) {
        AgentEnvironment environment = new AgentEnvironment(Home.CLAIM);
        environment.result(lastWords);
        environment.servers(
                addresses.stream()
                        .map(server -> address(server.host(), server.port()))
                        .collect(Collectors.joining(";")),
                spec.credentialsSecretRef(),
                spec.tls(),
                REQUIRED);
        return List.copyOf(environment.variables);
    }

    /**
     * The variables of an agent that gives clones of the server beside it.
     *
     * @param account of the agent on the server
     * @param port where recipients connect
     * @param server as the agent reaches it
     * @param dataDirectory of the server, in the agent's container
     */
    static List<EnvVar> serve(
            DonorAgent spec, CredentialsReference account, int port, String server, String dataDirectory) {
        AgentEnvironment environment = new AgentEnvironment(Home.SERVER_POD);
        environment.add("OUTPUT", "json");
        environment.add("LISTEN", ":" + port);
        environment.add("SERVER", server);
        environment.add("DATA_DIR", dataDirectory);
        environment.account("", account, REQUIRED);
        environment.add("SPOOL_SIZE", Long.toString(spec.spoolBytes()));
        environment.add("MAX_DATA_BANDWIDTH", Long.toString(spec.maxDataBytesPerSecond()));
        return List.copyOf(environment.variables);
    }

    /**
     * What a run on a claim is told besides.
     *
     * @param planned bytes of the claim, when it is yet to be made
     */
    static List<EnvVar> claim(OptionalLong planned) {
        AgentEnvironment environment = new AgentEnvironment(Home.CLAIM);
        planned.ifPresent(bytes -> environment.add("VOLUME_SIZE", Long.toString(bytes)));
        return List.copyOf(environment.variables);
    }

    /** The clone that is made or, by a preflight, could be made. */
    private void clone(MySQLCloneSpec spec, String dataDirectory) {
        donor(spec.server(), REQUIRED);
        transfer(spec.transfer());
        target(home, spec.recipient());
        elsewhere(spec.recipient(), dataDirectory);
        old(spec.recipient());
        // The agent says before it copies anything when replication could not use this account.
        Optional.ofNullable(spec.replication()).ifPresent(replication -> replicationAccount(replication, OPTIONAL));
        // And when a script is missing or could not be run.
        Optional.ofNullable(spec.postClone()).ifPresent(postClone -> scripts(postClone, OPTIONAL));
    }

    private void result(int lastWords) {
        add("OUTPUT", "json");
        add("RESULT_FILE", "/dev/termination-log");
        add("RESULT_LIMIT", Integer.toString(lastWords));
    }

    private void common(MySQLCloneSpec spec, String dataDirectory, int lastWords) {
        add("DATA_DIR", dataDirectory);
        result(lastWords);
        if (spec.agent().logLevel() == LogLevel.DEBUG) {
            add("DEBUG", "true");
        }
    }

    private void donor(Donor donor, boolean optional) {
        servers(address(donor.host(), donor.port()), donor.credentialsSecretRef(), donor.tls(), optional);
    }

    private void servers(String addresses, CredentialsReference credentials, Tls tls, boolean optional) {
        add("DONOR", addresses);
        account("", credentials, optional);
        tls("", tls, optional);
        // Who asks for no TLS says that nobody is in the middle, and the data go in clear anyway.
        if (tls.mode() == TlsMode.DISABLED) {
            add("GET_SERVER_PUBLIC_KEY", "true");
        }
    }

    /** The donor that is told to free its snapshot; without a word it does so in a few minutes. */
    private void forgotten(Donor donor) {
        // A file that went with its Secret would end the removal.
        if (home == Home.SERVER_POD || TlsFiles.volumes(donor.tls()).isEmpty()) {
            donor(donor, OPTIONAL);
        }
    }

    private void tls(String prefix, Tls tls, boolean optional) {
        add(prefix + "TLS_MODE", modeName(tls.mode()));
        if (tls.fingerprint() != null) {
            add(prefix + "TLS_FINGERPRINT", tls.fingerprint());
        }
        if (tls.caSecretRef() != null) {
            pem(prefix + "TLS_CA", tls.caSecretRef().name(), tls.caSecretRef().key(), optional);
        }
        if (tls.caConfigMapRef() != null) {
            CaConfigMapReference map = tls.caConfigMapRef();
            switch (home) {
                case SERVER_POD -> configMap(prefix + "TLS_CA_PEM", map.name(), map.key(), optional);
                case CLAIM -> add(prefix + "TLS_CA", new TlsFiles.Source.OfConfigMap(map.name()).path(map.key()));
            }
        }
        if (tls.crlSecretRef() != null) {
            pem(
                    prefix + "TLS_CRL",
                    tls.crlSecretRef().name(),
                    tls.crlSecretRef().key(),
                    optional);
        }
        SecretReference certificate = tls.clientCertificateSecretRef();
        if (certificate != null) {
            pem(prefix + "TLS_CERT", certificate.name(), "tls.crt", optional);
            pem(prefix + "TLS_KEY", certificate.name(), "tls.key", optional);
        }
        if (!tls.ciphers().isEmpty()) {
            add(prefix + "TLS_CIPHERS", String.join(",", tls.ciphers()));
        }
        if (!tls.versions().isEmpty()) {
            add(
                    prefix + "TLS_VERSIONS",
                    tls.versions().stream().map(TlsVersion::mysqlName).collect(Collectors.joining(",")));
        }
    }

    private void transfer(Transfer transfer) {
        add("CONCURRENCY", transfer.concurrencyText());
        add("BUFFER_SIZE", Long.toString(transfer.bufferBytes()));
        add("COMPRESSION", compressionName(transfer.compression()));
        add("MAX_DATA_BANDWIDTH", Long.toString(transfer.maxDataBytesPerSecond()));
        add("MAX_NETWORK_BANDWIDTH", Long.toString(transfer.maxNetworkBytesPerSecond()));
        add("BLOCK_DDL", Boolean.toString(transfer.blockDDL()));
        add("DDL_TIMEOUT", seconds(transfer.ddlWait()));
        add("STALL_TIMEOUT", seconds(transfer.stall()));
        add("RECONNECT_TIMEOUT", seconds(transfer.reconnect()));
        add("VERIFY_PAGES", Boolean.toString(transfer.verifyPages()));
    }

    private void status(int port, String tokenSha256) {
        add("STATUS_LISTEN", ":" + port);
        add("STATUS_TOKEN_SHA256", tokenSha256);
    }

    private void target(Home home, Recipient recipient) {
        boolean serves = recipient.target() instanceof ClaimRecipient claim
                ? claim.workload().isPresent()
                : true;
        if (serves) {
            // When it is put in place is the operator's to say. An empty directory has nothing to be put in place of.
            add("COMMIT", "false");
        }
        boolean empty = home == Home.CLAIM && recipient.overwrite() == Overwrite.NEVER;
        if (!empty) {
            add("OVERWRITE", overwriteName(recipient.overwrite()));
        }
        switch (home) {
            case SERVER_POD -> add("IN_PLACE", "true");
            // A directory that must be empty, unless what is in it may be replaced.
            case CLAIM -> add("IN_PLACE", empty ? "false" : "auto");
        }
    }

    /** A commit and what follows it know the places from what was received. */
    private void elsewhere(Recipient recipient, String dataDirectory) {
        if (!recipient.places().isEmpty()) {
            add(
                    "RELOCATE",
                    recipient.places().stream()
                            .map(relocation ->
                                    relocation.from() + "=" + relocation.place().orElse(dataDirectory))
                            .collect(Collectors.joining(";")));
        }
    }

    /** What the user says of the old server, which does not run when it is to be known. */
    private void old(Recipient recipient) {
        if (!recipient.logIndexes().isEmpty()) {
            add("LOG_INDEX", String.join(";", recipient.logIndexes()));
        }
        if (recipient.noBinaryLogs()) {
            add("NO_BINARY_LOGS", "true");
        }
        if (recipient.keyringConfigured()) {
            add("KEYRING_CONFIGURED", "true");
        }
    }

    private void postClone(PostClone postClone) {
        add("WAIT", seconds(postClone.limit()));
        account("RECIPIENT_", postClone.credentialsSecretRef(), REQUIRED);
        add("WRITE_TO_BINARY_LOG", postClone.writeToBinaryLog().toString());
        scripts(postClone, REQUIRED);
    }

    private void scripts(PostClone postClone, boolean optional) {
        int number = 0;
        for (Script script : postClone.scripts()) {
            number++;
            String name = "SCRIPT_" + number;
            add(name + "_NAME", script.displayName());
            Optional.ofNullable(script.configMapKeyRef())
                    .ifPresent(map -> configMap(name, map.name(), map.key(), optional));
            Optional.ofNullable(script.secretKeyRef())
                    .ifPresent(secret -> secret(name, secret.name(), secret.key(), optional));
        }
    }

    private void replication(Replication replication, Donor donor) {
        add("REPLICATION_SOURCE", address(replication.hostOf(donor), replication.portOf(donor)));
        replicationAccount(replication, REQUIRED);
        account("RECIPIENT_", replication.adminCredentials(), REQUIRED);
        add("REPLICATION_CHANNEL", replication.channel());
        if (replication.autoPosition() != null) {
            add("REPLICATION_AUTO_POSITION", replication.autoPosition().toString());
        }
        add("REPLICATION_START", replication.start().toString());
        tls("REPLICATION_", replication.tlsOf(donor), REQUIRED);
        if (replication.tlsOf(donor).mode() == TlsMode.DISABLED) {
            add("REPLICATION_GET_SOURCE_PUBLIC_KEY", "true");
        }
    }

    private void replicationAccount(Replication replication, boolean optional) {
        account("REPLICATION_", replication.credentialsSecretRef(), optional);
    }

    private void account(String prefix, CredentialsReference credentials, boolean optional) {
        if (credentials.username() == null) {
            secret(prefix + "USER", credentials.name(), credentials.userKey(), optional);
        } else {
            add(prefix + "USER", credentials.username());
        }
        secret(prefix + "PASSWORD", credentials.name(), credentials.passwordKey(), optional);
    }

    private void add(String name, String value) {
        variables.add(new EnvVarBuilder()
                .withName("CLONE_AGENT_" + name)
                .withValue(value)
                .build());
    }

    private void pem(String name, String secret, String key, boolean optional) {
        switch (home) {
            case SERVER_POD -> secret(name + "_PEM", secret, key, optional);
            case CLAIM -> add(name, new TlsFiles.Source.OfSecret(secret).path(key));
        }
    }

    private void secret(String name, String secret, String key, boolean optional) {
        variables.add(new EnvVarBuilder()
                .withName("CLONE_AGENT_" + name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, optional)
                .endValueFrom()
                .build());
    }

    private void configMap(String name, String map, String key, boolean optional) {
        variables.add(new EnvVarBuilder()
                .withName("CLONE_AGENT_" + name)
                .withNewValueFrom()
                .withNewConfigMapKeyRef(key, map, optional)
                .endValueFrom()
                .build());
    }

    private static String address(String host, int port) {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + "s";
    }

    private static String overwriteName(Overwrite overwrite) {
        return switch (overwrite) {
            case NEVER -> "never";
            case IF_BEHIND -> "if-behind";
            case ALWAYS -> "always";
        };
    }

    private static String modeName(TlsMode mode) {
        return switch (mode) {
            case VERIFY_IDENTITY -> "verify-identity";
            case VERIFY_CA -> "verify-ca";
            case VERIFY_FINGERPRINT -> "verify-fingerprint";
            case REQUIRED -> "required";
            case PREFERRED -> "preferred";
            case DISABLED -> "disabled";
        };
    }

    private static String compressionName(Compression compression) {
        return switch (compression) {
            case NONE -> "none";
            case ZLIB -> "zlib";
            case ZSTD -> "zstd";
        };
    }
}
