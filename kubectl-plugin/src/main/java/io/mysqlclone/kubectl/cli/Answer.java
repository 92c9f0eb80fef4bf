package io.mysqlclone.kubectl.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;

/** What a person at the terminal answers. */
final class Answer {
    private Answer() {}

    /** One line; the question goes to standard error, so that it is seen when the output is kept. */
    static Optional<String> read(String question, PrintStream err, InputStream in) {
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
