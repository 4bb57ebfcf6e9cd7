import { apart, inProcess } from './service.fixture.js';
import { answersContract } from './transport-answers.contract.js';
import { transportContract } from './transport.contract.js';

transportContract('HTTP', apart);
transportContract('in process', inProcess);
answersContract('HTTP', apart);
answersContract('in process', inProcess);
