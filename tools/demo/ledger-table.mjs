import { createHmac } from 'node:crypto';
import { Failure } from './failure.mjs';

// The account that every Azurite has; its key is public and opens nothing else.
// https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
export const accountName = 'devstoreaccount1';
export const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Reads deliveries straight from Table Storage, past the app: what stands here is what was made durable. */
export class LedgerTable {
  #endpoint;

  constructor(endpoint) {
    this.#endpoint = endpoint;
  }

  /** The deliveries of a bridge, newest first. */
  async deliveries(bridge) {
    const resource = `/${accountName}/Deliveries()`;
    const filter = `PartitionKey eq '${bridge}' and RowKey ge 'D|' and RowKey lt 'D}'`;
    const select = 'DeliveryId,SenderId,EventType,Status,Reason,WorkflowExecutionId,AttemptCount,ReceivedAt,UpdatedAt,Work';
    const url = `${this.#endpoint}${resource}?$filter=${encodeURIComponent(filter)}&$select=${select}`;
    const answer = await fetch(url, { headers: sign(resource) });
    if (!answer.ok) throw new Failure(`Table Storage answered ${answer.status} to the query of the ledger: ${await answer.text()}`);
    return (await answer.json()).value;
  }

  async delivery(bridge, deliveryId) {
    return (await this.deliveries(bridge)).find((row) => row.DeliveryId === deliveryId);
  }
}

// The Table service's Shared Key: method, two empty headers, the date and the resource, the account's name in front of the path.
function sign(resource) {
  const date = new Date().toUTCString();
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(`GET\n\n\n${date}\n/${accountName}${resource}`).digest('base64');
  return {
    'x-ms-date': date,
    'x-ms-version': '2019-02-02',
    Accept: 'application/json;odata=nometadata',
    Authorization: `SharedKey ${accountName}:${signature}`,
  };
}
