package io.mysqlclone.testbed.demo;

import io.mysqlclone.testbed.MysqlServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two mysqlds and two agents that clone from one donor at the same time. */
final class FanOut {
    private static final int OF_EACH_KIND = 2;

    private final Stage stage;
    private final DonorLog donor;
    private final int port;

    FanOut(Stage stage, DonorLog donor, int port) {
        this.stage = stage;
        this.donor = donor;
        this.port = port;
    }

    /**
     * A clone.
     *
     * @param name of its directory
     * @param words who made it
     */
    record Copy(String name, String words, Path dataDir) {}

    /** The clones, all of them complete. */
    List<Copy> run() throws Exception {
        List<MysqlServer> stock = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= OF_EACH_KIND; i++) {
                stock.add(MysqlServer.builder(
                                Files.createDirectory(stage.scratch().resolve("recipient-" + i)))
                        .plugin("mysql_clone.so")
                        .start());
            }
            List<Future<Copy>> copies = new ArrayList<>();
            for (int i = 1; i <= OF_EACH_KIND; i++) {
                Copy copy =
                        new Copy("by-agent-" + i, "agent " + i, stage.scratch().resolve("by-agent-" + i));
                Process agent = agent(copy);
                copies.add(threads.submit(() -> follow(agent, copy)));
            }
            // An agent's process needs a moment until it begins; a mysqld needs none.
            donor.awaitBegun(OF_EACH_KIND);
            for (int i = 1; i <= OF_EACH_KIND; i++) {
                Copy copy = new Copy(
                        "by-mysqld-" + i, "mysqld " + i, stage.scratch().resolve("by-mysqld-" + i));
                MysqlServer recipient = stock.get(i - 1);
                copies.add(threads.submit(() -> instance(recipient, copy)));
            }
            List<Copy> all = new ArrayList<>();
            for (Future<Copy> copy : copies) {
                all.add(copy.get());
            }
            donor.awaitComplete(all.size());
            return all;
        } finally {
            stock.forEach(MysqlServer::close);
        }
    }

    private Process agent(Copy copy) throws Exception {
        return stage.show(List.of(
                        "clone-agent",
                        "clone",
                        "--donor",
                        "127.0.0.1:" + port,
                        "--user",
                        Stage.USER,
                        "--password-file",
                        Stage.PASSWORD_FILE,
                        "--data-dir",
                        stage.relative(copy.dataDir()),
                        "--tls-mode",
                        "verify-fingerprint",
                        "--tls-fingerprint",
                        donor.fingerprint()))
                .redirectErrorStream(true)
                .start();
    }

    private Copy follow(Process agent, Copy copy) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        }
        int code = agent.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    copy.words() + " ended with exit code " + code + ": " + String.join(" / ", lines));
        }
        return copy;
    }

    private Copy instance(MysqlServer recipient, Copy copy) {
        String address = "127.0.0.1:" + port;
        String statement = "CLONE INSTANCE FROM " + Stage.USER + "@" + address + " IDENTIFIED BY '" + Stage.PASSWORD
                + "' DATA DIRECTORY = '" + copy.dataDir() + "' REQUIRE SSL";
        stage.out().println("    " + copy.words() + "> " + statement.replace(Stage.PASSWORD, "..."));
        recipient.execute("SET GLOBAL clone_valid_donor_list = '" + address + "'");
        recipient.execute(statement);
        return copy;
    }
}
