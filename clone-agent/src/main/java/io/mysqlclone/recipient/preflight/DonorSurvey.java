package io.mysqlclone.recipient.preflight;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.CloneEngine;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.EngineSurvey;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.engine.SurveyedFiles;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.recipient.remote.DonorErrorException;
import io.mysqlclone.recipient.remote.DonorSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a donor would send: the lists of its files, each summed up by its engine while they arrive. Nothing is stored. */
final class DonorSurvey {
    private static final long FAREWELL_SECONDS = 10;

    private final DonorSession session;
    private final List<EngineSurvey> surveys = new ArrayList<>();

    /** Of the clone that {@code session} has begun, by those of {@code engines} that the donor knows too. */
    DonorSurvey(
            DonorSession session,
            EngineSet<ClonePlace> engines,
            Optional<Path> dataDirectory,
            List<Relocation> relocations)
            throws EngineException {
        this.session = session;
        for (EngineLocator locator : session.locators()) {
            CloneEngine<ClonePlace> engine =
                    engines.ofType(locator.engineType()).orElseThrow();
            surveys.add(engine.survey(dataDirectory, relocations));
        }
    }

    /**
     * Reads the lists, and ends the clone: the donor is free again when this returns.
     *
     * @throws DonorErrorException when the donor refuses, for example encrypted files without TLS (3872)
     */
    SurveyedFiles take(DonorSession.Settings settings) throws IOException {
        boolean answering = true;
        try {
            session.master().send(new CloneCommand.Execute());
            while (!surveys.stream().allMatch(EngineSurvey::isComplete)) {
                read();
            }
            return surveys.stream().map(EngineSurvey::files).reduce(SurveyedFiles.NONE, SurveyedFiles::and);
        } catch (DonorErrorException e) {
            answering = false;
            throw e;
        } finally {
            end(session, answering);
            settings.watch().release(session.master());
            settings.watch().release(session.acknowledgements().connection());
        }
    }

    private void read() throws IOException {
        CloneResponse response = session.master().receive();
        if (!(response instanceof CloneResponse.DataDescriptor(var type, var index, var descriptor))
                || index >= surveys.size()
                || session.locators().get(index).engineType() != type) {
            throw new MalformedPacketException(
                    "the donor sent " + response + " where its files must come (3863 ER_CLONE_PROTOCOL)");
        }
        Optional<ByteBuffer> acknowledgement = surveys.get(index).take(descriptor);
        if (acknowledgement.isPresent()) {
            session.acknowledgements().acknowledge(index, acknowledgement.get());
        }
    }

    /** Ends the clone in a way that makes the donor free the snapshot now, and not when it misses its recipient. */
    private static void end(DonorSession session, boolean answering) {
        var _ = CompletableFuture.runAsync(
                session::close, CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS));
        try (session) {
            if (answering) {
                session.acknowledgements().fail(DonorErrorException.QUERY_INTERRUPTED);
                session.master().drain();
            }
            session.acknowledgements().exit();
            session.master().exit();
        } catch (IOException e) {
            // The list has arrived, or its failure is under way: a goodbye that fails adds nothing.
        }
    }
}
