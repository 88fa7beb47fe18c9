/*
 * Which arguments these are stands here, by command; commands.def says it in
 * their help.
 */
#include "net/link/sender.h"

#include "model/id.h"

static void
fill(struct call *c, size_t arg, struct sender_ids *ids)
{
	char *id = ids->id[ids->used];

	if (call_text(c, arg) || ids->used == REFS_MAX)
		return;
	id_new(id);
	ids->used++;
	call_set_text(c, arg, id);
}

/* One id for each unit that is sent. */
static void
fill_orders(struct call *c, struct sender_ids *ids)
{
	size_t count = call_refs(c, ARG_dispatch_units).count;

	if (call_refs(c, ARG_dispatch_assignments).count > 0 ||
	    count > REFS_MAX)
		return;
	for (size_t i = 0; i < count; i++) {
		id_new(ids->id[i]);
		ids->refs[i] = ids->id[i];
	}
	ids->used = count;
	call_set_refs(
	    c, ARG_dispatch_assignments, (struct refs){count, ids->refs});
}

void
sender_fill(struct call *c, struct sender_ids *ids)
{
	ids->used = 0;
	switch (c->command->id) {
	case COMMAND_NEW:
		fill(c, ARG_new_incident, ids);
		if (call_text(c, ARG_new_name) || call_text(c, ARG_new_phone) ||
		    call_text(c, ARG_new_address))
			fill(c, ARG_new_caller, ids);
		break;
	case COMMAND_DISPATCH:
		fill_orders(c, ids);
		break;
	case COMMAND_EXCHANGE:
		fill(c, ARG_exchange_replacement, ids);
		break;
	case COMMAND_MESSAGE:
		fill(c, ARG_message_message, ids);
		break;
	case COMMAND_MUSTREAD:
		fill(c, ARG_mustread_message, ids);
		break;
	default:
		break;
	}
}

bool
sender_makes(const struct command *c, size_t arg)
{
	switch (c->id) {
	case COMMAND_NEW:
		return arg == ARG_new_incident || arg == ARG_new_caller;
	case COMMAND_DISPATCH:
		return arg == ARG_dispatch_assignments;
	case COMMAND_EXCHANGE:
		return arg == ARG_exchange_replacement;
	case COMMAND_MESSAGE:
		return arg == ARG_message_message;
	case COMMAND_MUSTREAD:
		return arg == ARG_mustread_message;
	default:
		return false;
	}
}

const char *
sender_made(const struct call *c)
{
	switch (c->command->id) {
	case COMMAND_NEW:
		return call_text(c, ARG_new_incident);
	case COMMAND_EXCHANGE:
		return call_text(c, ARG_exchange_replacement);
	case COMMAND_MESSAGE:
		return call_text(c, ARG_message_message);
	case COMMAND_MUSTREAD:
		return call_text(c, ARG_mustread_message);
	default:
		return NULL;
	}
}
