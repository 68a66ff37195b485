"""Methods about what flows use and leave behind: blocks, variables, artifacts, limits, automations, events."""

import inspect
from uuid import UUID, uuid4

from client_calls.checks import NAME, THIRD, absent, are, is_a
from prefect.blocks.system import Secret
from prefect.client.schemas import actions, filters, objects, responses, sorting
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger


async def blocks(c):
    block_type = await c.create_block_type(actions.BlockTypeCreate(name=f"Kind {NAME}", slug=f"kind-{NAME}"))
    assert is_a(block_type, objects.BlockType).slug == f"kind-{NAME}"
    await c.update_block_type(block_type.id, actions.BlockTypeUpdate(description="of methods"))
    assert (await c.read_block_type_by_slug(f"kind-{NAME}")).description == "of methods"
    assert len(are(await c.read_block_types(), objects.BlockType)) > 5
    fields = {"title": "Kind", "type": "object", "properties": {"host": {"type": "string"}, "key": {"type": "string"}}, "secret_fields": ["key"], "block_type_slug": f"kind-{NAME}", "block_schema_references": {}}
    schema = await c.create_block_schema(actions.BlockSchemaCreate(fields=fields, block_type_id=block_type.id, capabilities=["x"], version="1.0"))
    assert is_a(schema, objects.BlockSchema).capabilities == ["x"]
    assert (await c.read_block_schema_by_checksum(schema.checksum)).id == schema.id
    assert (await c.get_most_recent_block_schema_for_block_type(block_type.id)).id == schema.id
    are(await c.read_block_schemas(), objects.BlockSchema)

    document = await c.create_block_document(
        actions.BlockDocumentCreate(name="mine", data={"host": "h", "key": "k"}, block_schema_id=schema.id, block_type_id=block_type.id)
    )
    assert is_a(document, objects.BlockDocument).data["host"] == "h"
    await c.update_block_document(document.id, actions.BlockDocumentUpdate(data={"host": "i"}, merge_existing_data=True))
    assert (await c.read_block_document(document.id)).data == {"host": "i", "key": "k"}
    assert (await c.read_block_document(document.id, include_secrets=False)).data["key"] == "********"
    assert (await c.read_block_document_by_name("mine", f"kind-{NAME}")).id == document.id
    assert [one.id for one in await c.read_block_documents_by_type(f"kind-{NAME}", limit=5, offset=0)] == [document.id]
    assert document.id in [one.id for one in await c.read_block_documents(limit=50, offset=0)]
    await c.delete_block_document(document.id)
    await absent(c.read_block_document(document.id))
    await c.delete_block_type(block_type.id)
    await absent(c.read_block_type_by_slug(f"kind-{NAME}"))


async def variables(c):
    name = NAME.replace("-", "_")
    made = is_a(await c.create_variable(actions.VariableCreate(name=name, value={"a": [1]} if THIRD else "one", tags=["v"])), objects.Variable)
    await c.update_variable(actions.VariableUpdate(name=name, value="two"))
    read = await c.read_variable_by_name(name)
    assert (read.id, read.value, read.tags) == (made.id, "two", ["v"])
    are(await c.read_variables(limit=5), objects.Variable)
    await c.delete_variable_by_name(name)
    assert await c.read_variable_by_name(name) is None


async def artifacts(c, flow_run_id):
    made = [
        await c.create_artifact(actions.ArtifactCreate(key=NAME, type="markdown", data=f"# {n}", flow_run_id=flow_run_id)) for n in range(2)
    ]
    if THIRD:
        await c.update_artifact(made[1].id, actions.ArtifactUpdate(data="# changed", description="of methods"))
    wanted = filters.ArtifactFilter(key=filters.ArtifactFilterKey(any_=[NAME]))
    found = are(await c.read_artifacts(artifact_filter=wanted, sort=sorting.ArtifactSort.CREATED_DESC, limit=5), objects.Artifact)
    assert [one.data for one in found] == ["# changed" if THIRD else "# 1", "# 0"]
    latest = await c.read_latest_artifacts(
        artifact_filter=filters.ArtifactCollectionFilter(key=filters.ArtifactCollectionFilterKey(any_=[NAME]))
    )
    assert [one.latest_id for one in are(latest, objects.ArtifactCollection)] == [made[1].id]
    for one in made:
        await c.delete_artifact(one.id)
    assert await c.read_artifacts(artifact_filter=wanted) == []


async def limits(c):
    is_a(await c.create_concurrency_limit(NAME, 2), UUID)
    assert is_a(await c.read_concurrency_limit_by_tag(NAME), objects.ConcurrencyLimit).concurrency_limit == 2
    assert NAME in [one.tag for one in await c.read_concurrency_limits(limit=50, offset=0)]
    holder = uuid4()
    if THIRD:
        taken = (await c.increment_v1_concurrency_slots([NAME], holder)).json()
        assert taken[0]["limit"] == 2, taken
        assert (await c.read_concurrency_limit_by_tag(NAME)).active_slots == [holder]
        await c.decrement_v1_concurrency_slots([NAME], holder, 1.0)
    await c.reset_concurrency_limit_by_tag(NAME, slot_override=[holder])
    assert (await c.read_concurrency_limit_by_tag(NAME)).active_slots == [holder]
    await c.delete_concurrency_limit_by_tag(NAME)

    is_a(await c.create_global_concurrency_limit(actions.GlobalConcurrencyLimitCreate(name=NAME, limit=3)), UUID)
    await c.update_global_concurrency_limit(NAME, actions.GlobalConcurrencyLimitUpdate(limit=4))
    assert is_a(await c.read_global_concurrency_limit_by_name(NAME), responses.GlobalConcurrencyLimitResponse).limit == 4
    assert NAME in [one.name for one in await c.read_global_concurrency_limits(limit=50, offset=0)]
    slots = (await c.increment_concurrency_slots([NAME], 2, "concurrency")).json()
    assert [(one["name"], one["limit"]) for one in slots] == [(NAME, 4)]
    await c.release_concurrency_slots([NAME], 2, 0.5)
    if THIRD:
        lease = (await c.increment_concurrency_slots_with_lease([NAME], 1, "concurrency", 60, objects.ConcurrencyLeaseHolder(type="flow_run", id=holder))).json()
        assert (await c.read_global_concurrency_limit_by_name(NAME)).active_slots == 1
        await c.renew_concurrency_lease(UUID(lease["lease_id"]), 60)
        await c.release_concurrency_slots_with_lease(UUID(lease["lease_id"]))
        await c.upsert_global_concurrency_limit_by_name(NAME, 5, slot_decay_per_second=1.0)
    assert (await c.read_global_concurrency_limit_by_name(NAME)).active_slots == 0
    await c.delete_global_concurrency_limit_by_name(NAME)
    await absent(c.read_global_concurrency_limit_by_name(NAME))


async def automations(c):
    def automation(name):
        trigger = EventTrigger(expect={"interop.methods"}, posture="Reactive", threshold=1, within=0)
        return AutomationCore(name=name, description="of methods", enabled=True, trigger=trigger, actions=[])

    automation_id = is_a(await c.create_automation(automation(NAME)), UUID)
    assert is_a(await c.read_automation(automation_id), Automation).trigger.expect == {"interop.methods"}
    for enabled, change in ((False, c.pause_automation), (True, c.resume_automation)):
        await change(automation_id)
        assert (await c.read_automation(automation_id)).enabled is enabled
    await c.update_automation(automation_id, automation(f"{NAME}-changed"))
    assert (await c.find_automation(f"{NAME}-changed")).id == automation_id
    assert [one.id for one in await c.read_automations_by_name(f"{NAME}-changed")] == [automation_id]
    assert automation_id in [one.id for one in await c.read_automations()]
    resource = f"prefect.deployment.{uuid4()}"
    assert await c.read_resource_related_automations(resource) == []
    await c.delete_resource_owned_automations(resource)
    await c.delete_automation(automation_id)
    await absent(c.read_automation(automation_id))


async def policies(c):
    """The notification policies of 2.20, which became automations."""
    secret_id = await Secret(value="not a webhook").save(f"policy-{NAME}")
    policy_id = await c.create_flow_run_notification_policy(secret_id, tags=["p"], state_names=["Failed"])
    await c.update_flow_run_notification_policy(policy_id, is_active=False)
    wanted = filters.FlowRunNotificationPolicyFilter(is_active=filters.FlowRunNotificationPolicyFilterIsActive(eq_=False))
    found = await c.read_flow_run_notification_policies(wanted, limit=5)
    assert [one.id for one in are(found, objects.FlowRunNotificationPolicy)] == [policy_id]
    await c.delete_flow_run_notification_policy(policy_id)


async def events(c):
    from prefect.client.schemas.events import EventPage

    page = is_a(await c.read_events(limit=2), EventPage)
    assert page.total > 2 and len(page.events) == 2, page.total
    following = is_a(await c.read_events_page(page.next_page), EventPage)
    assert not {one.id for one in page.events} & {one.id for one in following.events}


async def storage(c):
    """The default result storage that a 3.x server keeps."""
    from prefect.filesystems import LocalFileSystem

    saved = LocalFileSystem(basepath="results").save(f"storage-{NAME}")
    block_id = await saved if inspect.isawaitable(saved) else saved
    assert (await c.update_server_default_result_storage(block_id)).default_result_storage_block_id == block_id
    assert (await c.read_server_default_result_storage()).default_result_storage_block_id == block_id
    await c.clear_server_default_result_storage()
    assert (await c.read_server_default_result_storage()).default_result_storage_block_id is None
