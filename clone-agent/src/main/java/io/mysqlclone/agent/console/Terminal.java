package io.mysqlclone.agent.console;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;

/** What standard output is. */
public final class Terminal {
    private static final int FALLBACK_COLUMNS = 80;
    private static final int FALLBACK_ROWS = 24;

    private final Optional<Tty> tty;
    private final Map<String, String> environment;
    private final Style style;

    private Terminal(Optional<Tty> tty, Map<String, String> environment, Style style) {
        this.tty = tty;
        this.environment = environment;
        this.style = style;
    }

    /**
     * Looks at standard output and at {@code TERM}, {@code NO_COLOR} and {@code COLUMNS}.
     *
     * @param charset the encoding of standard output
     */
    public static Terminal detect(Map<String, String> environment, Charset charset) {
        var term = environment.getOrDefault("TERM", "dumb");
        var tty = term.equals("dumb") || term.isEmpty() ? Optional.<Tty>empty() : Tty.standardOutput();
        boolean colour =
                tty.isPresent() && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                tty, environment, new Style(colour, charset.newEncoder().canEncode("✔█▏…")));
    }

    /** Output that is no terminal. */
    public static Terminal none() {
        return new Terminal(Optional.empty(), Map.of(), Style.PLAIN);
    }

    /** Whether lines can be redrawn. */
    public boolean interactive() {
        return tty.isPresent();
    }

    /** Characters in a line of the window now; 80 when nobody knows. */
    public int columns() {
        return size().columns();
    }

    Style style() {
        return style;
    }

    /** The size of the window now. */
    Size size() {
        return tty.flatMap(Tty::size)
                .filter(size -> size.columns() > 0 && size.rows() > 0)
                .orElseGet(() -> new Size(columnsOfEnvironment(), FALLBACK_ROWS));
    }

    private int columnsOfEnvironment() {
        var columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : FALLBACK_COLUMNS;
    }

    /** Of a window, in characters. */
    record Size(int columns, int rows) {}
}
