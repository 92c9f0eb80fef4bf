/**
 * The plugin {@code kubectl mysqlclone}.
 *
 * <p>This package only starts it; {@code cli} reads the command line, {@code cluster} talks to the API server, {@code view}
 * shows clones, {@code report} packs a support bundle. May use: the classes of the resource, picocli, the Kubernetes client.
 */
@NullMarked
package io.mysqlclone.kubectl;

import org.jspecify.annotations.NullMarked;
