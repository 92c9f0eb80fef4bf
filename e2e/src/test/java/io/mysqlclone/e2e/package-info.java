/**
 * The product as its user sees it, on a real cluster with real servers: installed by its chart, used by applying resources,
 * judged by what the recipient serves afterwards. Uses the cluster that the environment names and the images that are on
 * its node.
 */
@NullMarked
package io.mysqlclone.e2e;

import org.jspecify.annotations.NullMarked;
