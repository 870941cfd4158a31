// What the page asks of its server.

export class Refusal extends Error {
  constructor(status, reason, seconds) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.seconds = seconds;
  }
}

async function checked(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, body.error ?? String(answer.status), body.seconds ?? 0);
  return body;
}

export async function get(name, query = {}) {
  return checked(await fetch(`/app/${name}?${new URLSearchParams(query)}`));
}

export async function post(name, body = {}) {
  const form = body instanceof FormData;
  return checked(await fetch(`/app/${name}`, {
    method: "POST",
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { "Content-Type": "application/json" },
  }));
}

// News for these people; calls `hello` whenever the line is (again) open, `lost` when it breaks, `news` for each event.
export function listen(ids, { hello, lost, news }) {
  const source = new EventSource(`/app/events?as=${ids.join(",")}`);
  source.onmessage = (event) => {
    const body = JSON.parse(event.data);
    if (body.type === "hello") hello();
    else news(body);
  };
  source.onerror = () => lost(source.readyState === EventSource.CLOSED);
  return source;
}
