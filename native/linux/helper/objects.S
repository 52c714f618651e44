/* SPDX-License-Identifier: MIT
 *
 * The BPF objects of all tiers, as bytes of this program.
 */
  .section .rodata
.macro object name, file
  .balign 8
  .global object_\name
object_\name:
  .incbin "\file"
  .global object_\name\()_end
object_\name\()_end:
.endm
  object fast, "capture-fast.bpf.o"
  object storage, "capture-storage.bpf.o"
  object hash, "capture-hash.bpf.o"
  .section .note.GNU-stack, "", %progbits
