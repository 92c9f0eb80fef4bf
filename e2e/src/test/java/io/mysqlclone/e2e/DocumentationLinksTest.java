package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the pages of the repository lead somewhere, to the very section. */
class DocumentationLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern LINK = Pattern.compile("(?<!!)\\]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");

    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]*`");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of("target", "node_modules", ".git")
                            .noneMatch(name -> ROOT.relativize(file).startsWith(name)
                                    || ROOT.relativize(file).toString().contains("/" + name + "/")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            var found = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
            while (found.find()) {
                String target = found.group(1);
                String anchor = found.group(2);
                if (target.contains(":")) {
                    continue;
                }
                links++;
                Path file =
                        target.isEmpty() ? page : page.resolveSibling(target).normalize();
                boolean there =
                        Files.exists(file) && (anchor == null || anchors(file).contains(anchor.substring(1)));
                if (!there) {
                    dead.add(ROOT.relativize(page) + ": " + found.group());
                }
            }
        }

        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(200);
    }

    /** What a table names as proof is there. */
    @Test
    void theTestsThatThePageOfFailuresNamesAreThere() throws IOException {
        Set<String> tests = new HashSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith("IT.java") || name.endsWith("Test.java"))
                    .forEach(name -> tests.add(name.replace(".java", "")));
        }
        for (String page :
                List.of("failures.md", "networks.md", "multi-tenancy.md", "other-operators.md", "sizing.md")) {
            var named = Pattern.compile("`(\\w+(?:IT|Test))`")
                    .matcher(Files.readString(ROOT.resolve("docs").resolve(page)));
            while (named.find()) {
                assertThat(tests).contains(named.group(1));
            }
        }
    }

    /** Of headings, as they are made where repositories are shown and by docs/site. */
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        try {
            String text = Files.readString(page).replaceAll("(?ms)^ *```.*?^ *```", "");
            text.lines().filter(line -> line.matches("#{1,6} .*")).forEach(line -> {
                String slug = line.replaceFirst("#+ ", "")
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .strip()
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-');
                int count = seen.merge(slug, 1, Integer::sum);
                anchors.add(count == 1 ? slug : slug + "-" + (count - 1));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return anchors;
    }
}
