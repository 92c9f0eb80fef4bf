package io.mysqlclone.operator.observe;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One name for the spellings of a host that mean the same server in a pod of a namespace, by the usual search list of
 * Kubernetes. Nothing is resolved, as the operator may be where the name means another one; what two names of one server
 * are taken for two, the donor itself refuses the second clone.
 */
public final class DonorName {

    private static final Pattern CLUSTER_DOMAIN = Pattern.compile("\\.svc\\.cluster\\.local$");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    /** {@code SERVICE} and {@code POD.SERVICE} are completed with the namespace. */
    private static final int LABELS_OF_A_SHORT_NAME = 2;

    private DonorName() {}

    /** The name of a host as it is meant in a pod of that namespace; a server of the cluster ends with {@code .svc}. */
    public static String of(String host, String namespace) {
        String name = host.toLowerCase(Locale.ROOT);
        boolean absolute = name.endsWith(".");
        name = CLUSTER_DOMAIN
                .matcher(absolute ? name.substring(0, name.length() - 1) : name)
                .replaceFirst(".svc");
        boolean complete = absolute
                || ADDRESS.matcher(name).matches()
                || name.endsWith(".svc")
                || name.split("\\.", -1).length > LABELS_OF_A_SHORT_NAME;
        if (complete) {
            return name;
        }
        return name + "." + namespace + ".svc";
    }
}
