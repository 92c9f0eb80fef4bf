package io.mysqlclone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A block of commands in a page, as it stands there. A comment before it, which no reader sees, says what runs it; a block
 * without one is an error, so that nothing is written that nobody has tried.
 *
 * @param line where it begins, for messages
 */
record DocumentedBlock(Path page, int line, Runs runs, String text) {

    private static final String FENCE = "```";
    private static final String MARK = "<!-- test: ";
    private static final String END_OF_MARK = " -->";
    /** Pictures are not run. */
    private static final Set<String> NO_COMMANDS = Set.of("mermaid");

    /** What runs a block. */
    enum Runs {
        CLUSTER_SHELL("shell on the cluster"),
        DONOR_SQL("sql on the donor"),
        HOST_SHELL("shell on the host"),
        HOST_DONOR_SQL("sql on the host's donor"),
        HOST_RECIPIENT_SQL("sql on the host's recipient");

        private final String mark;

        Runs(String mark) {
            this.mark = mark;
        }

        boolean onTheCluster() {
            return this == CLUSTER_SHELL || this == DONOR_SQL;
        }
    }

    /** The blocks of a page in their order; throws when one is not marked. */
    static List<DocumentedBlock> of(Path page) {
        try {
            return of(page, Files.readAllLines(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<DocumentedBlock> of(Path page, List<String> lines) {
        List<DocumentedBlock> blocks = new ArrayList<>();
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.startsWith(FENCE)) {
                before = line;
                continue;
            }
            int begin = i + 1;
            do {
                i++;
            } while (!lines.get(i).strip().equals(FENCE));
            if (!NO_COMMANDS.contains(line.substring(FENCE.length()))) {
                Runs runs = runs(page, begin, before);
                blocks.add(new DocumentedBlock(page, begin, runs, String.join("\n", lines.subList(begin, i))));
            }
            before = "";
        }
        return blocks;
    }

    private static Runs runs(Path page, int line, String before) {
        return Arrays.stream(Runs.values())
                .filter(each -> before.equals(MARK + each.mark + END_OF_MARK))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + ":" + line + ": nothing says what tests this block; write "
                        + MARK + "..." + END_OF_MARK + " before it, with one of "
                        + Arrays.stream(Runs.values()).map(each -> each.mark).toList()));
    }

    /** The commands of a shell's block, each on one line. */
    List<String> commands() {
        return text.replaceAll("\\\\\n\\s*", "").lines().toList();
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
