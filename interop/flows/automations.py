"""Makes automations with a real Prefect client, 2.20 or 3.x, and a flow that they react to; prints one JSON line of what it made.

The arguments: where a webhook listens.
"""

import asyncio
import json
import os
import sys

# Without it, a 2.20 client has no automations.
os.environ["PREFECT_EXPERIMENTAL_EVENTS"] = "true"

from prefect import flow
from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.events.actions import CallWebhook, RunDeployment, SendNotification
from prefect.events.schemas.automations import CompoundTrigger, EventTrigger, Posture

url = sys.argv[1]


@flow(name="interop-watched", retries=0)
def watched():
    raise ValueError("no luck")


@flow(name="interop-repair")
def repair(broken: str = "", attempts: int = 0):
    return broken


def occurs(name, **fields):
    return EventTrigger(expect={name}, posture=Posture.Reactive, threshold=1, within=0, **fields)


async def deploy():
    async with get_client() as client:
        flow_id = await client.create_flow(repair)
        return await client.create_deployment(flow_id=flow_id, name="interop-repair")


deployment_id = asyncio.run(deploy())
hook = Webhook(url=url + "/called", headers={"X-From": "interop"})
hook_id = hook.save("interop-hook", overwrite=True)
note = CustomWebhookNotificationBlock(
    name="told", url=url + "/told", json_data={"subject": "{{subject}}", "body": "{{body}}", "name": "{{name}}"}
)
note_id = note.save("interop-note", overwrite=True)

made = {
    "reacts": Automation(
        name="interop reacts",
        description="to flow runs that fail",
        enabled=True,
        trigger=occurs(
            "prefect.flow-run.Failed",
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related={"prefect.resource.name": "interop-watched", "prefect.resource.role": "flow"},
        ),
        actions=[
            RunDeployment(
                source="selected",
                deployment_id=deployment_id,
                parameters={"broken": "{{ flow_run.name }}", "attempts": "{{ flow_run.run_count }}"},
            ),
            CallWebhook(block_document_id=hook_id, payload="{{ flow.name }}: {{ flow_run.state.message }}"),
        ],
    ).create(),
    "both": Automation(
        name="interop both",
        trigger=CompoundTrigger(
            require="all", within=60, triggers=[occurs("interop.one"), occurs("interop.two", for_each={"prefect.resource.id"})]
        ),
        actions=[
            SendNotification(
                block_document_id=note_id, subject="{{ automation.name }}", body="{{ event.event }} {{ firing.trigger.type }}"
            )
        ],
    ).create(),
}
for name in ("interop.one", "interop.two"):
    emit_event(event=name, resource={"prefect.resource.id": "interop.thing"})

try:
    watched()
except ValueError:
    pass

print(
    json.dumps(
        {
            "automations": {key: str(value.id) for key, value in made.items()},
            "read": Automation.read(name="interop both").description,
            "deployment": str(deployment_id),
        }
    )
)
