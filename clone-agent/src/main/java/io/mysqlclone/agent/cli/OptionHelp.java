package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.console.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Supplier;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.IHelpFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help, with each option's default and environment variable, as wide as the window allows. */
final class OptionHelp implements IHelpFactory {
    private static final int NARROWEST = 60;
    private static final int WIDEST = 110;
    private static final int COLUMNS = 5;

    private final Supplier<Terminal> terminal;

    OptionHelp(Supplier<Terminal> terminal) {
        this.terminal = terminal;
    }

    @Override
    public Help create(CommandSpec spec, ColorScheme colours) {
        spec.usageMessage().width(Math.clamp(terminal.get().columns(), NARROWEST, WIDEST));
        return new Help(spec, colours) {
            @Override
            public IOptionRenderer createDefaultOptionRenderer() {
                var standard = super.createDefaultOptionRenderer();
                return (option, labels, scheme) -> {
                    var rows = new ArrayList<>(Arrays.asList(standard.render(option, labels, scheme)));
                    var note = note(option);
                    if (!note.isEmpty()) {
                        var row = new Text[COLUMNS];
                        Arrays.fill(row, scheme.ansi().text(""));
                        row[COLUMNS - 1] = scheme.ansi().new Text("@|faint " + note + "|@", scheme);
                        rows.add(row);
                    }
                    return rows.toArray(Text[][]::new);
                };
            }
        };
    }

    private static String note(OptionSpec option) {
        var parts = new ArrayList<String>();
        var value = defaultOf(option);
        if (!value.isEmpty()) {
            parts.add("default " + value);
        }
        EnvironmentVariables.nameOf(option).ifPresent(name -> parts.add("$" + name));
        if (option.longestName().matches("--(replication-)?tls-(ca|cert|key|crl)")) {
            parts.add("or its content in $" + PemVariables.nameOf(option.longestName()));
        }
        return parts.isEmpty() ? "" : "[" + String.join("; ", parts) + "]";
    }

    /** The default as a user would type it; empty when there is none or it is a flag that is off. */
    static String defaultOf(OptionSpec option) {
        var value = option.defaultValue();
        if (value == null || value.equals("false")) {
            return "";
        }
        return value.equals("true") ? option.longestName() : value;
    }
}
