/*
 * The functions of the routes (route-*.c); each says what it answers.
 */
#ifndef CENTRAL_ROUTES_H
#define CENTRAL_ROUTES_H

#include "central/route.h"

/* route-system.c */
ask_fn route_health, route_metrics, route_audit;
/* route-session.c */
ask_fn route_login, route_session, route_logout, route_password;
/* route-accounts.c */
ask_fn route_accounts, route_account_add, route_account_change;
/* route-commands.c */
ask_fn route_command, route_fate, route_withdraw;
/* route-records.c */
ask_fn route_records, route_record;
/* route-talk.c */
ask_fn route_messages, route_marks, route_marks_take, route_search, route_talk;
/* route-duties.c */
ask_fn route_duties, route_duty_records;
/* route-positions.c */
ask_fn route_positions_take, route_positions;
/* route-places.c */
ask_fn route_places;
/* route-heat.c */
ask_fn route_heat;
/* route-layers.c */
ask_fn route_layers, route_layer, route_layer_put, route_layer_drop;
/* route-feed.c */
ask_fn route_feed, route_watch;

#endif
