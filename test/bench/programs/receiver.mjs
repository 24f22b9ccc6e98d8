/*
 * The process that receives spans: as many ports as the variable PORTS says, one for each subject. Its answer is the number
 * of spans that each has received.
 */
import { answerParent } from '../parts/fork-service.mjs';
import { openCountingPort } from '../receiver/counting-port.mjs';

const ports = await Promise.all(
  Array.from({ length: Number(process.env.PORTS) }, () => openCountingPort()),
);
answerParent(
  ports.map(({ url }) => url),
  () => ports.map(({ counted }) => counted.spans),
);
