/** The support bundle, and what must not be in it. */
@NullMarked
package io.mysqlclone.kubectl.report;

import org.jspecify.annotations.NullMarked;
