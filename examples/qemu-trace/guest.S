/*
 * A boot sector: fills every page from 64 KiB to 640 KiB, then writes 40 of them for good.
 */
	.code16
	.globl _start
_start:
	cli
	xor	%ax, %ax
	mov	%ax, %ss
	mov	$0x7c00, %sp
	/* A page that is not zero is sent as a page, and traced. */
	mov	$0x1000, %bx
fill:
	mov	%bx, %es
	movw	%bx, %es:8
	add	$0x100, %bx
	cmp	$0xa000, %bx
	jne	fill
	/* Ready: says so on the first serial port. */
	mov	$0x3f8, %dx
	mov	$'R', %al
	out	%al, %dx
	/* 40 pages from 128 KiB, one after the other, for good. */
again:
	mov	$0x2000, %bx
next:
	mov	%bx, %es
	incw	%es:16
	mov	$0x200, %cx
delay:
	loop	delay
	add	$0x100, %bx
	cmp	$0x4800, %bx
	jne	next
	jmp	again
	.org	510
	.word	0xaa55
