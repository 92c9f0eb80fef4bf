package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How servers of other versions tell what the script of a 9.7 tells, as far as their sources say: those of 8.0.30 to 9.6
 * speak version V3 and have no {@code COM_RES_CONFIG_V4}. No such server was here.
 *
 * @param version what the server calls itself
 * @param protocol the version of the protocol that it has
 * @param maturity what it says of its release, if it speaks V4
 */
public record ServerShape(String version, ProtocolVersion protocol, String maturity) {
    private static final Step.Packet TOLD_VERSION = new Step.Packet(Responses.config("version", "9.7.4"));
    static final Step.Packet TOLD_RELEASE = new Step.Packet(Responses.strings(
            ResponseDecoder.CONFIG_V4, "json_configs", "{\"version\":\"9.7.4\",\"maturity\":\"LTS\"}"));

    /** Of the years 2022 to 2025. */
    public static ServerShape older(String version) {
        return new ServerShape(version, ProtocolVersion.V3, "");
    }

    /** Of 2026 and later. */
    public static ServerShape innovation(String version) {
        return new ServerShape(version, ProtocolVersion.V4, "INNOVATION");
    }

    /** All that are played. */
    public static List<ServerShape> all() {
        return List.of(older("8.0.42"), older("8.0.36-28.1"), older("8.4.6"), innovation("26.10.0"));
    }

    /** Changes the true parts of a script; its lies stay. */
    public Script applyTo(Script script) {
        if (script.version.equals(Script.VERSION)) {
            script.version = version;
        }
        replace(script.init, this::told);
        if (protocol.compareTo(ProtocolVersion.V4) < 0) {
            script.init.remove(TOLD_RELEASE);
        }
        replace(script.attach, this::told);
        return script;
    }

    private Step told(Step step) {
        if (step.equals(TOLD_VERSION)) {
            return new Step.Packet(Responses.config("version", version));
        }
        if (step.equals(TOLD_RELEASE) && protocol.compareTo(ProtocolVersion.V4) >= 0) {
            return new Step.Packet(Responses.strings(
                    ResponseDecoder.CONFIG_V4,
                    "json_configs",
                    "{\"version\":\"" + version + "\",\"maturity\":\"" + maturity + "\"}"));
        }
        for (EngineLocator locator : List.of(Script.LOCATOR.toEngineLocator(), Script.at(SnapshotState.FILE_COPY))) {
            if (step.equals(new Step.Packet(Responses.locators(ProtocolVersion.V4, locator)))) {
                return locators(locator);
            }
        }
        return step;
    }

    /**
     * Loses the connection when FILE COPY is acknowledged, and goes on with the next state when the recipient is back.
     */
    public Script losingTheConnection(Script script) {
        int next = script.start(SnapshotState.PAGE_COPY);
        script.resumed.add(script.master.getFirst());
        script.resumed.addAll(script.master.subList(next, script.master.size()));
        script.master.subList(next, script.master.size()).clear();
        script.master.add(new Step.Close());
        script.reinit.clear();
        script.reinit.add(locators(Script.at(SnapshotState.PAGE_COPY)));
        script.reinit.add(new Step.Packet(Responses.complete()));
        return script;
    }

    private Step locators(EngineLocator locator) {
        return new Step.Packet(Responses.locators(protocol, locator));
    }

    private static void replace(List<Step> steps, UnaryOperator<Step> change) {
        steps.replaceAll(change);
    }

    @Override
    public String toString() {
        return version;
    }
}
