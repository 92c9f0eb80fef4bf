package io.mysqlclone.script;

import io.mysqlclone.mysql.ServerErrorException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be told of the server's answer to a statement. Its messages quote the statement, which may hold a password (1064), and
 * the rows, which may be what is to be masked (1062). Number and SQLSTATE say which error it is; of the message is told what
 * stands before the first thing that is quoted, and all of it only when it names nothing but accounts, privileges, schemas,
 * tables, columns and the like.
 */
final class ErrorText {
    /**
     * Of objects that are missing, are there already or may not be used; of locks, privileges, accounts, foreign keys and options
     * of the server. Not ER_BAD_FIELD_ERROR: what it calls an unknown column may be a password that lacks its quotes.
     */
    private static final Set<Integer> NAMES_ONLY = Set.of(
            1007, 1008, 1044, 1049, 1050, 1051, 1060, 1061, 1068, 1072, 1091, 1109, 1141, 1142, 1143, 1146, 1147, 1205,
            1213, 1227, 1290, 1304, 1305, 1317, 1356, 1359, 1360, 1369, 1370, 1396, 1410, 1419, 1451, 1452, 1537, 1539,
            1553, 3024, 3730);

    /** ER_PARSE_ERROR: ... near '...' at line N. */
    private static final int PARSE_ERROR = 1064;
    /** Whoever raises one words its message, out of anything. */
    private static final String RAISED_BY_A_PROGRAM = "45000";
    /** ER_SIGNAL_EXCEPTION and its kin. */
    private static final Set<Integer> SIGNALS = Set.of(1642, 1643, 1644);

    private static final Pattern BEFORE_QUOTES = Pattern.compile("[^'\"`:(\\[{<0-9]*");
    private static final Pattern LINE = Pattern.compile(" at line (\\d{1,9})$");
    private static final int LONGEST = 300;

    private ErrorText() {}

    static String of(ServerErrorException error) {
        String number = "error " + error.code() + " (" + error.sqlState() + ")";
        String message = told(error);
        return message.isEmpty() ? number : number + ": " + message;
    }

    private static String told(ServerErrorException error) {
        String message = error.serverMessage();
        if (SIGNALS.contains(error.code()) || error.sqlState().equals(RAISED_BY_A_PROGRAM)) {
            return "";
        }
        if (NAMES_ONLY.contains(error.code())) {
            return message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
        }
        Matcher before = BEFORE_QUOTES.matcher(message);
        String begin = before.lookingAt() ? before.group().strip() : "";
        return begin.length() == message.strip().length() ? begin : begin + " ...";
    }

    /** The line within the statement, from 1, that a parse error is about. */
    static OptionalInt line(ServerErrorException error) {
        Matcher line = LINE.matcher(error.serverMessage());
        return error.code() == PARSE_ERROR && line.find()
                ? OptionalInt.of(Integer.parseInt(line.group(1)))
                : OptionalInt.empty();
    }
}
