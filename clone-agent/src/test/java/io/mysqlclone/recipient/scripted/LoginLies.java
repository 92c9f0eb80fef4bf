package io.mysqlclone.recipient.scripted;

import static io.mysqlclone.recipient.scripted.Lie.donor;
import static io.mysqlclone.recipient.scripted.Lie.gone;
import static io.mysqlclone.recipient.scripted.Lie.silent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;

/** Lies before clone mode: greeting, authentication, who it is, the answer to COM_CLONE. */
public final class LoginLies {
    private LoginLies() {}

    public static Stream<Lie> lies() {
        return Stream.of(greetings(), logins(), queries(), entries()).flatMap(lies -> lies);
    }

    private static Stream<Lie> greetings() {
        return Stream.of(
                donor(
                        "greets as a web server",
                        "out of order|longer than",
                        s -> greet(s, raw("HTTP/1.1 400 Bad\r\n\r\n"))),
                donor("greets with handshake version 9", "handshake version 9", s -> greet(s, changed(0, 9))),
                donor(
                        "cuts its greeting off",
                        "more bytes belong|no end",
                        s -> greet(s, new Step.Packet(Arrays.copyOf(ClassicPackets.greeting(), 12)))),
                donor(
                        "greets with sequence number 5",
                        "out of order",
                        s -> greet(s, new Step.Raw(ClassicPackets.framed(5, ClassicPackets.greeting())))),
                donor("greets with nothing", "more bytes belong", s -> greet(s, new Step.Packet(new byte[0]))),
                donor(
                        "has a version of 100 KB",
                        "longer than",
                        s -> greet(s, new Step.Packet(ClassicPackets.greeting("9".repeat(100_000), -1)))),
                donor(
                        "cannot do anything",
                        "too old",
                        s -> greet(s, new Step.Packet(ClassicPackets.greeting("9.7.4", 0)))),
                donor(
                        "never ends its version",
                        "no end",
                        s -> greet(s, new Step.Packet(filled(40, (byte) 10, (byte) '9')))),
                donor(
                        "begins a greeting of 16 MB",
                        "longer than",
                        s -> greet(s, new Step.Raw(prefixed(new byte[] {-1, -1, -1, 0}, new byte[200_000])))),
                donor(
                        "greets with an error",
                        "1130.*not allowed",
                        s -> greet(s, new Step.Packet(ClassicPackets.error(1130, "Host is not allowed to connect")))),
                gone("closes before the greeting", "closed the connection|lost", s -> greet(s, new Step.Close())),
                silent("never greets", "did not complete the handshake", s -> greet(s, new Step.Silence())));
    }

    private static Stream<Lie> logins() {
        return Stream.of(
                donor(
                        "wants an unknown authentication",
                        "evil_plugin",
                        s -> answer(
                                s,
                                new Step.Packet(
                                        prefixed(new byte[] {-2}, text("evil_plugin\0abcdefghijklmnopqrst\0"))))),
                donor(
                        "wants the password in clear",
                        "mysql_clear_password|TLS|not safe",
                        s -> answer(
                                s,
                                new Step.Packet(prefixed(
                                        new byte[] {-2}, text("mysql_clear_password\0abcdefghijklmnopqrst\0"))))),
                donor("wants the password of MySQL 4.0", "4\\.0", s -> answer(s, new Step.Packet(new byte[] {-2}))),
                donor("never ends the authentication", "come to an end", s -> {
                    s.login.clear();
                    s.login.addAll(Collections.nCopies(50, new Step.Packet(new byte[] {1, 3})));
                }),
                donor(
                        "continues the authentication with nonsense",
                        "not part of caching_sha2",
                        s -> answer(s, new Step.Packet(new byte[] {1, 9, 9, 9}))),
                donor("sends garbage as its RSA key", "RSA public key", s -> {
                    s.login.clear();
                    s.login.add(new Step.Packet(new byte[] {1, 4}));
                    s.login.add(new Step.Raw(ClassicPackets.framed(
                            4, text("\u0001-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"))));
                }),
                donor(
                        "answers the login with a result set",
                        "authentication has not",
                        s -> answer(s, new Step.Packet(new byte[] {5, 1, 2, 3}))),
                donor(
                        "answers the login with a packet of 1 MB",
                        "longer than",
                        s -> answer(s, new Step.Packet(filled(1 << 20, (byte) 1, (byte) 3)))),
                gone("closes upon the login", "closed the connection|lost", s -> answer(s, new Step.Close())));
    }

    private static Stream<Lie> queries() {
        return Stream.of(
                donor(
                        "asks for a local file when it is asked who it is",
                        "never given",
                        s -> query(s, new Step.Packet(prefixed(new byte[] {-5}, text("/etc/passwd"))))),
                donor(
                        "has 60000 UUIDs",
                        "60000 columns",
                        s -> query(s, new Step.Packet(new byte[] {-4, 0x60, (byte) 0xEA}))),
                donor(
                        "cuts the answer who it is off",
                        "more bytes belong|columns|ends",
                        s -> query(s, new Step.Packet(new byte[] {-4, 1}))),
                gone(
                        "closes when it is asked who it is",
                        "closed the connection|lost",
                        s -> query(s, new Step.Close())),
                silent(
                        "never says who it is",
                        "closed|lost|no sign of life|not complete",
                        s -> query(s, new Step.Silence())));
    }

    private static Stream<Lie> entries() {
        return Stream.of(
                donor(
                        "answers COM_CLONE with nonsense",
                        "neither OK nor an error",
                        s -> enter(s, new Step.Packet(new byte[] {7, 7, 7}))),
                donor(
                        "answers COM_CLONE with nothing",
                        "neither OK nor an error",
                        s -> enter(s, new Step.Packet(new byte[0]))),
                donor(
                        "answers COM_CLONE out of sequence",
                        "out of order",
                        s -> enter(s, new Step.Raw(ClassicPackets.framed(9, ClassicPackets.ok())))),
                donor(
                        "denies BACKUP_ADMIN",
                        "1227.*GRANT BACKUP_ADMIN",
                        s -> enter(s, new Step.Packet(ClassicPackets.error(1227, "Access denied")))),
                donor(
                        "sends an error that would take the terminal over",
                        "^[^\\x00-\\x1f]{1,3000}$",
                        s -> enter(s, new Step.Packet(ClassicPackets.error(1105, "\u001b[2J".repeat(15_000))))),
                gone("closes upon COM_CLONE", "closed the connection|lost", s -> enter(s, new Step.Close())),
                silent(
                        "never answers COM_CLONE",
                        "closed|lost|no sign of life|not complete",
                        s -> enter(s, new Step.Silence())));
    }

    private static void greet(Script script, Step step) {
        script.greeting.clear();
        script.greeting.add(step);
    }

    private static void answer(Script script, Step step) {
        script.login.clear();
        script.login.add(step);
    }

    private static void query(Script script, Step step) {
        script.query.clear();
        script.query.add(step);
    }

    private static void enter(Script script, Step step) {
        script.enter.clear();
        script.enter.add(step);
    }

    private static Step changed(int at, int value) {
        byte[] greeting = ClassicPackets.greeting();
        greeting[at] = (byte) value;
        return new Step.Packet(greeting);
    }

    private static Step raw(String text) {
        return new Step.Raw(text(text));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] filled(int length, byte first, byte others) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, others);
        bytes[0] = first;
        return bytes;
    }

    static byte[] prefixed(byte[] head, byte[] tail) {
        byte[] bytes = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, bytes, head.length, tail.length);
        return bytes;
    }
}
