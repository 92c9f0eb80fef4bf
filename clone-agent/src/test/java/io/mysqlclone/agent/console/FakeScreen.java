package io.mysqlclone.agent.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A terminal that knows the control sequences that the display uses, without wrapping. */
final class FakeScreen {
    private static final Pattern TOKEN = Pattern.compile("\u001b\\[([0-9]*)([A-Za-z])|([^\u001b])", Pattern.DOTALL);

    private final List<StringBuilder> rows = new ArrayList<>();
    private int row;
    private int column;

    private FakeScreen() {}

    /** The rows on the screen after {@code output} was written to it. */
    static List<String> after(String output) {
        var screen = new FakeScreen();
        var token = TOKEN.matcher(output);
        while (token.find()) {
            if (token.group(3) != null) {
                screen.put(token.group(3).charAt(0));
            } else {
                screen.control(token.group(1), token.group(2).charAt(0));
            }
        }
        return screen.rows.stream().map(StringBuilder::toString).toList();
    }

    private void put(char character) {
        if (character == '\n') {
            row++;
            column = 0;
        } else if (character == '\r') {
            column = 0;
        } else {
            var line = line();
            if (column < line.length()) {
                line.setCharAt(column, character);
            } else {
                line.append(character);
            }
            column++;
        }
    }

    private void control(String number, char command) {
        switch (command) {
            case 'A' -> row -= Integer.parseInt(number);
            case 'K' -> line().setLength(column);
            case 'J' -> {
                if (row < rows.size()) {
                    line().setLength(column);
                    rows.subList(column == 0 ? row : row + 1, rows.size()).clear();
                }
            }
            case 'm' -> {}
            default -> throw new IllegalArgumentException("unknown control sequence " + number + command);
        }
    }

    private StringBuilder line() {
        while (rows.size() <= row) {
            rows.add(new StringBuilder());
        }
        return rows.get(row);
    }
}
