import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final Pattern LIBRARY = Pattern.compile(".*linux[-/](?:(amd64|x86_64)|(aarch_?64))[./].*so");

/**
 * Moves the native libraries for Linux out of jars into native/x86_64 and native/aarch64 beside them, where the launcher has
 * the JVM look. Their users would unpack them at every start, to a directory for temporary files: a container may have none,
 * or none that libraries can be loaded from.
 */
void main(String[] jars) throws IOException {
    for (String jar : jars) {
        Path beside = Path.of(jar).resolveSibling("native");
        try (FileSystem content = FileSystems.newFileSystem(Path.of(jar));
                var files = Files.walk(content.getPath("/"))) {
            for (Path file : files.toList()) {
                Matcher library = LIBRARY.matcher(file.toString());
                if (library.matches()) {
                    Path target = Files.createDirectories(beside.resolve(library.group(1) != null ? "x86_64" : "aarch64"));
                    Files.move(file, target.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
