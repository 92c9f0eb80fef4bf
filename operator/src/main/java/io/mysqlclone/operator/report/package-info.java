/** The single door for status, the single door for events, and the metrics of each clone. */
@NullMarked
package io.mysqlclone.operator.report;

import org.jspecify.annotations.NullMarked;
