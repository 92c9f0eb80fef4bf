package io.mysqlclone.donor.session;

import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.mysql.accept.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The little SQL that recipients use: variables, who they are, and {@code KILL}. A donor over a directory has no tables to
 * ask.
 */
final class SqlAnswers {
    private static final int ER_UNKNOWN_SYSTEM_VARIABLE = 1193;
    private static final int ER_NOT_SUPPORTED_YET = 1235;
    private static final int LONGEST_SHOWN = 80;

    private static final String VARIABLE = "@@(?:(?:GLOBAL|SESSION)\\.)?([a-zA-Z_0-9]{1,64})";
    private static final Pattern VARIABLES = Pattern.compile(
            "SELECT\\s+(" + VARIABLE + "(?:\\s*,\\s*" + VARIABLE + "){0,31})", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONE_VARIABLE = Pattern.compile(VARIABLE, Pattern.CASE_INSENSITIVE);
    private static final Pattern ONE = Pattern.compile("SELECT\\s+1", Pattern.CASE_INSENSITIVE);
    private static final Pattern SET = Pattern.compile("SET\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern GRANTS = Pattern.compile("SHOW\\s+GRANTS", Pattern.CASE_INSENSITIVE);
    private static final Pattern KILL =
            Pattern.compile("KILL\\s+(?:(CONNECTION|QUERY)\\s+)?([0-9]{1,18})", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLONE_PLUGIN = Pattern.compile(
            "SELECT\\s+PLUGIN_STATUS\\s+FROM\\s+information_schema\\.PLUGINS\\s+WHERE\\s+PLUGIN_NAME\\s*=\\s*'clone'",
            Pattern.CASE_INSENSITIVE);

    private final DonorDescription donor;
    private final ServerConnection.Client client;

    SqlAnswers(DonorDescription donor, ServerConnection.Client client) {
        this.donor = donor;
        this.client = client;
    }

    /** What a statement comes to. */
    sealed interface Answer {
        /** OK. */
        record Done() implements Answer {}

        /** One row. */
        record Row(List<String> columns, List<Optional<String>> fields) implements Answer {}

        /** End another connection, or what it is at. */
        record Kill(long connection, boolean queryOnly) implements Answer {}

        /** It can't be had. */
        record Failed(int code, String sqlState, String message) implements Answer {}
    }

    /** What {@code statement} comes to. */
    Answer to(String statement) {
        String sql = statement.strip();
        if (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).strip();
        }
        if (VARIABLES.matcher(sql).matches()) {
            return variables(sql);
        }
        Matcher kill = KILL.matcher(sql);
        if (kill.matches()) {
            return new Answer.Kill(Long.parseLong(kill.group(2)), "QUERY".equalsIgnoreCase(kill.group(1)));
        }
        if (ONE.matcher(sql).matches()) {
            return row("1", "1");
        }
        if (SET.matcher(sql).matches()) {
            return new Answer.Done();
        }
        if (GRANTS.matcher(sql).matches()) {
            String user = client.user();
            return row(
                    "Grants for " + user + "@%",
                    "GRANT " + (client.mayClone() ? "BACKUP_ADMIN" : "USAGE") + " ON *.* TO `" + user.replace("`", "``")
                            + "`@`%`");
        }
        if (CLONE_PLUGIN.matcher(sql).matches()) {
            return row("PLUGIN_STATUS", "ACTIVE");
        }
        return new Answer.Failed(
                ER_NOT_SUPPORTED_YET,
                "42000",
                "This donor gives data and runs no server: it does not support '" + shown(sql) + "'");
    }

    private Answer variables(String sql) {
        List<String> columns = new ArrayList<>();
        List<Optional<String>> fields = new ArrayList<>();
        Matcher each = ONE_VARIABLE.matcher(sql);
        while (each.find()) {
            String name = each.group(1);
            Optional<String> value = donor.variable(name);
            if (value.isEmpty()) {
                return new Answer.Failed(ER_UNKNOWN_SYSTEM_VARIABLE, "HY000", "Unknown system variable '" + name + "'");
            }
            columns.add(each.group());
            fields.add(value);
        }
        return new Answer.Row(columns, fields);
    }

    private static Answer row(String column, String field) {
        return new Answer.Row(List.of(column), List.of(Optional.of(field)));
    }

    private static String shown(String sql) {
        String line = sql.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
    }
}
