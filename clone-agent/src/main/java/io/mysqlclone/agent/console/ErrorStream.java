package io.mysqlclone.agent.console;

import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Standard error whose sentences end between words where it is a terminal; a file or a program gets them as they are. */
public final class ErrorStream extends PrintStream {
    private Optional<Optional<Tty>> tty = Optional.empty();

    /** Writes to {@code err}, which is the standard error of this process. */
    public ErrorStream(PrintStream err) {
        super(err, true, err.charset());
    }

    @Override
    public synchronized void println(@Nullable String sentence) {
        // asked only when there is something to say, because asking takes a while
        if (tty.isEmpty()) {
            tty = Optional.of(Tty.standardError());
        }
        var columns = tty.get().flatMap(Tty::size).map(Terminal.Size::columns).filter(size -> size > 1);
        var text = String.valueOf(sentence);
        super.println(columns.map(width -> Wrap.text(text, width - 1)).orElse(text));
    }
}
