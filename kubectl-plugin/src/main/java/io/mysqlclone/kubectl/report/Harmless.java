package io.mysqlclone.kubectl.report;

import static io.mysqlclone.kubectl.report.Scrubber.REMOVED;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A Kubernetes object without what may hold a secret. Where people put secrets into objects (variables, arguments, annotations,
 * headers, drivers' options) a value stays only when it is known to be harmless; references to Secrets are names and stay.
 */
final class Harmless {
    /** Of whoever manages fields, and a copy of the whole object as it was applied. */
    private static final Set<String> DROPPED =
            Set.of("managedFields", "kubectl.kubernetes.io/last-applied-configuration");

    /** Values of maps that are for programs which nobody here knows. */
    private static final Set<String> OPAQUE_MAPS =
            Set.of("volumeAttributes", "options", "data", "stringData", "binaryData");

    /** Where a user and a password can be part of it. */
    private static final Set<String> OPAQUE = Set.of("repository", "keyring");

    private static final String OWN_ANNOTATIONS = "mysqlclone.io/";

    private static final String AGENT = "clone-agent";

    private static final Pattern AGENT_VARIABLE = Pattern.compile("CLONE_AGENT_([A-Z_]+|SCRIPT_[0-9]+_NAME)");

    private static final Pattern SECRET_VARIABLE = Pattern.compile(".*(PASS|SECRET|TOKEN|KEY|PEM|CRED|USER).*");

    private static final Set<String> OPERATOR_VARIABLES = Set.of(
            "WATCH_NAMESPACES",
            "AGENT_IMAGE",
            "AGENT_ALLOWED_IMAGES",
            "AGENT_IMAGE_PULL_POLICY",
            "AGENT_PORT",
            "MYSQL_CLONE_OPERATOR_KEY_FILE",
            "QUARKUS_LOG_LEVEL",
            "LOG_JSON");

    /** Options of mysqld and clone-agent that tell where things are. */
    private static final Set<String> PLAIN_OPTIONS = Set.of(
            "datadir",
            "data-dir",
            "socket",
            "port",
            "bind-address",
            "skip-networking",
            "defaults-file",
            "defaults-extra-file",
            "server-id",
            "user",
            "log-bin",
            "gtid-mode",
            "enforce-gtid-consistency",
            "innodb-data-home-dir",
            "innodb-data-file-path",
            "innodb-directories",
            "innodb-undo-directory",
            "innodb-log-group-home-dir",
            "innodb-buffer-pool-size",
            "innodb-page-size",
            "lower-case-table-names",
            "ssl-ca",
            "ssl-cert",
            "ssl-key");

    private static final Pattern OPTION = Pattern.compile("(--?)([A-Za-z][A-Za-z0-9_-]*)(=.*)?", Pattern.DOTALL);

    private static final Pattern PROGRAM = Pattern.compile("(/[\\w.-]+)+|mysqld|clone-agent|sh|bash");

    private Harmless() {}

    /** The object as YAML. */
    static String yaml(Object object) {
        return Scrubber.scrub(Serialization.asYaml(of(object)));
    }

    /** The object as maps, lists and values. */
    static Map<String, Object> of(Object object) {
        Map<?, ?> tree = Serialization.unmarshal(Serialization.asJson(object), Map.class);
        return map(tree);
    }

    private static Map<String, Object> map(Map<?, ?> object) {
        Map<String, Object> kept = new LinkedHashMap<>();
        boolean agent = Optional.ofNullable(object.get("name"))
                .filter(name -> name.toString().startsWith(AGENT))
                .isPresent();
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value != null && !DROPPED.contains(name)) {
                kept.put(name, field(name, value, agent));
            }
        });
        return kept;
    }

    private static Object field(String name, Object value, boolean agent) {
        return switch (value) {
            case Map<?, ?> annotations when name.equals("annotations") -> annotations(annotations);
            case Map<?, ?> opaque when OPAQUE_MAPS.contains(name) -> removed(opaque);
            case Map<?, ?> object when name.equals("state") || name.equals("lastState") -> lastWords(object, agent);
            case Map<?, ?> object -> map(object);
            case List<?> variables
            when name.equals("env") ->
                variables.stream().map(Harmless::variable).toList();
            case List<?> words when name.equals("command") || name.equals("args") -> arguments(words);
            case List<?> headers
            when name.equals("httpHeaders") ->
                headers.stream().map(Harmless::header).toList();
            case List<?> list ->
                list.stream()
                        .map(each -> each instanceof Map<?, ?> object ? map(object) : each)
                        .toList();
            case String text -> OPAQUE.contains(name) ? REMOVED : text;
            default -> value;
        };
    }

    private static Map<String, Object> annotations(Map<?, ?> annotations) {
        Map<String, Object> kept = new LinkedHashMap<>();
        annotations.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!DROPPED.contains(name)) {
                kept.put(name, name.startsWith(OWN_ANNOTATIONS) ? value : REMOVED);
            }
        });
        return kept;
    }

    private static Map<String, Object> removed(Map<?, ?> opaque) {
        Map<String, Object> kept = new LinkedHashMap<>();
        opaque.keySet().forEach(key -> kept.put(String.valueOf(key), REMOVED));
        return kept;
    }

    /** A container may say anything at its end, even its log; only an agent's words are known. */
    private static Map<String, Object> lastWords(Map<?, ?> state, boolean agent) {
        Map<String, Object> kept = map(state);
        if (!agent && kept.get("terminated") instanceof Map<?, ?> terminated && terminated.containsKey("message")) {
            Map<String, Object> silent = map(terminated);
            silent.put("message", REMOVED);
            kept.put("terminated", silent);
        }
        return kept;
    }

    private static Object variable(Object variable) {
        if (!(variable instanceof Map<?, ?> declared)) {
            return REMOVED;
        }
        Map<String, Object> kept = map(declared);
        String name = String.valueOf(declared.get("name"));
        boolean plain = OPERATOR_VARIABLES.contains(name)
                || (AGENT_VARIABLE.matcher(name).matches()
                        && !SECRET_VARIABLE.matcher(name).matches());
        if (kept.containsKey("value") && !plain) {
            kept.put("value", REMOVED);
        }
        return kept;
    }

    private static Object header(Object header) {
        Map<String, Object> kept = header instanceof Map<?, ?> declared ? map(declared) : new LinkedHashMap<>();
        kept.put("value", REMOVED);
        return kept;
    }

    private static List<Object> arguments(List<?> words) {
        return IntStream.range(0, words.size())
                .<Object>mapToObj(index -> argument(String.valueOf(words.get(index)), index == 0))
                .toList();
    }

    /** The program, names of options, and values of options that tell where things are. */
    private static String argument(String word, boolean first) {
        if (first && PROGRAM.matcher(word).matches()) {
            return word;
        }
        var option = OPTION.matcher(word);
        if (!option.matches()
                || (option.group(1).length() == 1 && option.group(2).length() > 1)) {
            return REMOVED;
        }
        String value = Optional.ofNullable(option.group(3)).orElse("");
        boolean plain = PLAIN_OPTIONS.contains(option.group(2).replace('_', '-'));
        return option.group(1) + option.group(2) + (value.isEmpty() || plain ? value : "=" + REMOVED);
    }
}
