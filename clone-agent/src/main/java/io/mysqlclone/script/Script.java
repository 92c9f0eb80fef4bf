package io.mysqlclone.script;

import java.util.List;

/**
 * A script that can be run.
 *
 * @param name by which people know it
 */
public record Script(String name, List<Statement> statements) {

    public Script {
        statements = List.copyOf(statements);
    }

    /**
     * Reads a script as the {@code mysql} client does.
     *
     * @throws IllegalArgumentException when it has no statement, or ends within a string or a comment; with one sentence that
     *     names the script and quotes nothing of it
     */
    public static Script parse(String name, String text) {
        List<Statement> statements;
        try {
            statements = new StatementSplitter(text).statements();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the script " + name + " cannot be run: " + e.getMessage(), e);
        }
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("the script " + name + " has no statement");
        }
        return new Script(name, statements);
    }

    @Override
    public String toString() {
        return name;
    }
}
