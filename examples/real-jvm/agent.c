/*
 * The JVM's agent. It reports where the spaces lie, holds the JVM at the points where a migration
 * needs it, and enforces a young collection when asked. What it reports, and when it goes on, the
 * harness decides: this is the part that has to run inside the JVM.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <jvmti.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../native/hotspot.h"
#include "frames.h"
#include "wire.h"

/* The VM thread's connection and the agent thread's own. */
static int vm = -1, agent = -1;
static char socket_path[256];

struct text {
	char bytes[8000];
	int length;
};

__attribute__((format(printf, 2, 3))) static void append(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->bytes) - (size_t)text->length;
	va_list arguments;

	va_start(arguments, format);
	text->length += vsnprintf(text->bytes + text->length, room, format, arguments);
	va_end(arguments);
	if (text->length >= (int)sizeof(text->bytes))
		wire_die("too many regions for one line");
}

static void append_space(struct text *text, const char *name, const struct hotspot_space *space)
{
	append(text, " %s:%" PRIx64 ":%" PRIx64 ":%" PRIx64, name, space->bottom, space->top,
	       space->end);
}

static void append_parallel(struct text *text)
{
	struct hotspot_parallel now;
	struct hotspot_space young;

	hotspot_read_parallel(&now);
	young = (struct hotspot_space){ now.young_low, now.young_high, now.young_high };
	append(text, " parallel");
	append_space(text, "young", &young);
	append_space(text, "eden", &now.eden);
	append_space(text, "from", &now.from);
	append_space(text, "to", &now.to);
	append_space(text, "old", &now.old);
}

static void append_g1(struct text *text)
{
	append(text, " g1");
	for (uint32_t index = 0; index < hotspot_region_count(); index++) {
		struct hotspot_region region;
		const char *name = "old";

		if (!hotspot_read_region(index, &region) || region.tag == 0)
			continue;
		if (hotspot_is_young(region.tag))
			name = region.tag == 2 ? "eden" : "from";
		append(text, " %s:%" PRIx64 ":%" PRIx64 ":%" PRIx64, name, region.bottom, region.top,
		       region.end);
	}
}

/* Sends one line of the VM thread, and waits until it may go on. */
static void stop_at(const char *line)
{
	char answer[16];

	wire_send(vm, line);
	wire_receive(vm, answer, sizeof(answer));
}

static void append_spaces(struct text *text, const char *name)
{
	append(text, "%s", name);
	if (hotspot_collector() == HOTSPOT_PARALLEL)
		append_parallel(text);
	else
		append_g1(text);
}

static void stop_with_spaces(const char *name)
{
	struct text text = { .length = 0 };

	append_spaces(&text, name);
	stop_at(text.bytes);
}

static void stop_with_range(const char *name, uint64_t from, uint64_t to)
{
	struct text text = { .length = 0 };

	append(&text, "%s %" PRIx64 " %" PRIx64, name, from, to);
	stop_at(text.bytes);
}

void frames_leaving(uint64_t from, uint64_t to)
{
	if (vm >= 0)
		stop_with_range("leaving", from, to);
}

void frames_left(uint64_t from, uint64_t to)
{
	if (vm >= 0)
		stop_with_range("left", from, to);
}

static void JNICALL on_start(jvmtiEnv *env)
{
	(void)env;
	if (vm >= 0)
		stop_with_spaces("gc-start");
}

static void JNICALL on_finish(jvmtiEnv *env)
{
	(void)env;
	if (vm >= 0)
		stop_with_spaces("gc-finish");
}

/* Answers where the spaces lie now, between two collections. */
static void send_spaces(void)
{
	struct text text = { .length = 0 };

	append_spaces(&text, "spaces");
	wire_send(agent, text.bytes);
}

/* The agent's own Java thread: reads the spaces or enforces a collection when it is asked to. */
static void JNICALL serve(jvmtiEnv *env, JNIEnv *jni, void *argument)
{
	jclass enforced = (*jni)->FindClass(jni, "Enforced");
	jmethodID young = enforced == NULL ? NULL :
					     (*jni)->GetStaticMethodID(jni, enforced, "young", "()V");
	char line[64];

	(void)env;
	(void)argument;
	if (young == NULL)
		wire_die("the class Enforced is not on the boot class path");
	for (;;) {
		wire_receive(agent, line, sizeof(line));
		if (strcmp(line, "spaces") == 0) {
			send_spaces();
			continue;
		}
		(*jni)->CallStaticVoidMethod(jni, enforced, young);
		if ((*jni)->ExceptionCheck(jni)) {
			(*jni)->ExceptionDescribe(jni);
			_Exit(6);
		}
		wire_send(agent, "collected");
	}
}

static void JNICALL on_init(jvmtiEnv *env, JNIEnv *jni, jthread thread)
{
	jclass type = (*jni)->FindClass(jni, "java/lang/Thread");
	jmethodID make = (*jni)->GetMethodID(jni, type, "<init>", "(Ljava/lang/String;)V");
	jobject own = (*jni)->NewObject(jni, type, make, (*jni)->NewStringUTF(jni, "migration agent"));

	(void)thread;
	if (hotspot_open() != 0) {
		fprintf(stderr, "real-jvm: %s\n", hotspot_error());
		_Exit(3);
	}
	vm = wire_connect(socket_path, "vm");
	agent = wire_connect(socket_path, "agent");
	if (vm < 0 || agent < 0)
		wire_die("nobody listens at the harness's socket");
	stop_with_spaces("init");
	(*env)->RunAgentThread(env, own, serve, NULL, JVMTI_THREAD_NORM_PRIORITY);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *java, char *options, void *reserved)
{
	jvmtiEnv *env;
	jvmtiCapabilities wanted;
	jvmtiEventCallbacks callbacks;

	(void)reserved;
	memset(&wanted, 0, sizeof(wanted));
	memset(&callbacks, 0, sizeof(callbacks));
	snprintf(socket_path, sizeof(socket_path), "%s", options);
	if ((*java)->GetEnv(java, (void **)&env, JVMTI_VERSION_1_2) != JNI_OK)
		return JNI_ERR;
	wanted.can_generate_garbage_collection_events = 1;
	callbacks.VMInit = on_init;
	callbacks.GarbageCollectionStart = on_start;
	callbacks.GarbageCollectionFinish = on_finish;
	if ((*env)->AddCapabilities(env, &wanted) != JVMTI_ERROR_NONE)
		return JNI_ERR;
	(*env)->SetEventCallbacks(env, &callbacks, sizeof(callbacks));
	(*env)->SetEventNotificationMode(env, JVMTI_ENABLE, JVMTI_EVENT_VM_INIT, NULL);
	(*env)->SetEventNotificationMode(env, JVMTI_ENABLE,
					 JVMTI_EVENT_GARBAGE_COLLECTION_START, NULL);
	(*env)->SetEventNotificationMode(env, JVMTI_ENABLE,
					 JVMTI_EVENT_GARBAGE_COLLECTION_FINISH, NULL);
	return JNI_OK;
}
