/** The reconciler, readable as a table of contents: observe, decide, act, report. */
@NullMarked
package io.mysqlclone.operator.controller;

import org.jspecify.annotations.NullMarked;
