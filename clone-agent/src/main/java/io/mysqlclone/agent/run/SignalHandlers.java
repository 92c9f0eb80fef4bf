package io.mysqlclone.agent.run;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** What is done upon signals until this is closed. The JDK's shutdown hooks can't tell one signal from another. */
final class SignalHandlers implements AutoCloseable {
    private final List<Runnable> undo = new ArrayList<>();

    /** Runs {@code action} upon a signal. Through reflection, because javac cannot be told that {@code sun.misc.Signal} is used on purpose. */
    void handle(String name, Runnable action) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var handle = type.getMethod("handle", type, handlerType);
            var signal = type.getConstructor(String.class).newInstance(name);
            var handler =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {handlerType}, (self, method, of) -> {
                        action.run();
                        return null;
                    });
            var before = handle.invoke(null, signal, handler);
            undo.add(() -> restore(handle, signal, before));
        } catch (ReflectiveOperationException notThisJdk) {
            throw new IllegalStateException("SIG" + name + " cannot be handled", notThisJdk);
        }
    }

    private static void restore(Method handle, Object signal, Object before) {
        try {
            handle.invoke(null, signal, before);
        } catch (ReflectiveOperationException notThisJdk) {
            throw new IllegalStateException(signal + " cannot be given back", notThisJdk);
        }
    }

    /** Gives the signals back to whom they belonged. */
    @Override
    public void close() {
        undo.reversed().forEach(Runnable::run);
        undo.clear();
    }
}
